using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using Npgsql;
using NpgsqlTypes;

namespace CrmPlatform.Data.Dialects;

internal sealed class PostgresDialect : Dialect
{
    public static PostgresDialect Instance { get; } = new();

    public override DatabaseKind Kind => DatabaseKind.Postgres;

    /// <summary>
    /// Text compares by code point, as in SQLite and in memory, which also lets an index serve prefixes. Numbers carry no scale
    /// of their own: a statement prepared for one tenant must fit another's column.
    /// </summary>
    public override string ColumnType(StorageKind kind) =>
        kind switch
        {
            StorageKind.Text => "text collate \"C\"",
            StorageKind.Integer => "bigint",
            StorageKind.Decimal => "numeric",
            StorageKind.Date => "date",
            StorageKind.Instant => "timestamptz",
            StorageKind.Boolean => "boolean",
            _ => throw new NotSupportedException($"No column kind {kind}."),
        };

    public override object? Read(DbDataReader reader, int index, StorageKind kind, int scale)
    {
        if (reader.IsDBNull(index))
        {
            return null;
        }

        return kind switch
        {
            StorageKind.Text => reader.GetString(index),
            StorageKind.Integer => reader.GetInt64(index),
            StorageKind.Decimal => reader.GetDecimal(index),
            StorageKind.Date => reader.GetFieldValue<DateOnly>(index),
            StorageKind.Instant => new DateTimeOffset(reader.GetFieldValue<DateTime>(index), TimeSpan.Zero),
            StorageKind.Boolean => reader.GetBoolean(index),
            _ => throw new NotSupportedException($"No column kind {kind}."),
        };
    }

    public static NpgsqlParameter Bind(in Arg arg)
    {
        var type = TypeOf(arg.Kind);
        return arg.Array
            ? new NpgsqlParameter { Value = Elements(arg), NpgsqlDbType = NpgsqlDbType.Array | type }
            : new NpgsqlParameter { Value = Form(arg.Value, arg.Kind, arg.Scale) ?? DBNull.Value, NpgsqlDbType = type };
    }

    public static NpgsqlDbType TypeOf(StorageKind kind) =>
        kind switch
        {
            StorageKind.Text => NpgsqlDbType.Text,
            StorageKind.Integer => NpgsqlDbType.Bigint,
            StorageKind.Decimal => NpgsqlDbType.Numeric,
            StorageKind.Date => NpgsqlDbType.Date,
            StorageKind.Instant => NpgsqlDbType.TimestampTz,
            StorageKind.Boolean => NpgsqlDbType.Boolean,
            _ => throw new NotSupportedException($"No column kind {kind}."),
        };

    /// <summary>The form of a value: instants in whole milliseconds, decimals with exactly their scale, as SQLite keeps them.</summary>
    public static object? Form(object? value, StorageKind kind, int scale) =>
        value switch
        {
            decimal number when kind == StorageKind.Decimal => SqliteValues.Unscale(SqliteValues.Scale(number, scale), scale),
            DateTimeOffset instant => new DateTime(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc),
            string text when text.Contains('\0', StringComparison.Ordinal) => text.Replace("\0", "", StringComparison.Ordinal),
            _ => value,
        };

    public override string Contains(string expression, string part) => $"strpos({expression}, {part}) > 0";

    public override string In(SqlText sql, string expression, IReadOnlyList<object> values, StorageKind kind, int scale) =>
        values.Count == 1
            ? $"{expression} = {sql.Name(new Arg(values[0], kind, scale))}"
            : $"{expression} = any({sql.Name(new Arg(values, kind, scale, Array: true))})";

    public override string LocalDate(SqlText sql, string instant, TimeZoneInfo zone) =>
        $"({instant} at time zone {sql.Name(Arg.Text(IanaId(zone)))})::date";

    public override string BucketStart(string date, DateBucket bucket) =>
        bucket == DateBucket.Day ? date : $"date_trunc('{Unit(bucket)}', ({date})::timestamp)::date";

    public override string HoldsWord(SqlText sql, string column, string word) =>
        $"{column} like {sql.Name(Arg.Text("%" + EscapeLike(word) + "%"))}";

    public override string Sum(string expression, StorageKind kind) =>
        kind == StorageKind.Integer ? $"sum({expression})::bigint" : $"sum({expression})";

    public override string AverageForSort(string expression) => $"avg({expression})";

    public override string Seconds(string from, string until) => $"extract(epoch from ({until} - {from}))::float8";

    public override Exception Translate(DbException error) =>
        error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique =>
                new UserError(StorageErrors.Unique, One("index", unique.ConstraintName ?? unique.TableName), error),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                new UserError(PlatformErrors.DiskFull, One("reason", error.Message), error),
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName
                    or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.ObjectNotInPrerequisiteState,
            } =>
                new UserError(StorageErrors.Unreachable, One("reason", Sentence(error.Message)), error),
            NpgsqlException gone when IsGone(gone) =>
                new UserError(StorageErrors.Unreachable, One("reason", Sentence(error.InnerException?.Message ?? error.Message)), error),
            _ => error,
        };

    /// <summary>
    /// The server cannot be reached, or it gave the connection up: it stopped, it starts, it takes nobody more. A statement that
    /// took too long is another matter.
    /// </summary>
    public static bool IsGone(NpgsqlException error) =>
        error switch
        {
            PostgresException { SqlState: ['0', '8', ..] or ['5', '7', 'P', '0', >= '1' and <= '5'] or PostgresErrorCodes.TooManyConnections } => true,
            PostgresException => false,
            _ => error.InnerException is System.Net.Sockets.SocketException or IOException,
        };

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    public static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static Dictionary<string, object?> One(string name, object? value) => new(StringComparer.Ordinal) { [name] = value };

    private static Array Elements(in Arg arg)
    {
        var (kind, scale) = (arg.Kind, arg.Scale);
        var values = (System.Collections.IEnumerable)arg.Value!;
        return kind switch
        {
            StorageKind.Text => values.Cast<string>().ToArray(),
            StorageKind.Integer => values.Cast<long>().ToArray(),
            StorageKind.Boolean => values.Cast<bool>().ToArray(),
            StorageKind.Date => values.Cast<DateOnly>().ToArray(),
            StorageKind.Decimal => values.Cast<object>().Select(value => (decimal)Form(value, kind, scale)!).ToArray(),
            StorageKind.Instant => values.Cast<object>().Select(value => (DateTime)Form(value, kind, scale)!).ToArray(),
            _ => throw new NotSupportedException($"No column kind {kind}."),
        };
    }

    private static string Unit(DateBucket bucket) =>
        bucket switch
        {
            DateBucket.Week => "week",
            DateBucket.Month => "month",
            DateBucket.Quarter => "quarter",
            DateBucket.Year => "year",
            _ => throw new NotSupportedException($"No bucket {bucket}."),
        };

    private static string IanaId(TimeZoneInfo zone) =>
        zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : zone.Id;
}
