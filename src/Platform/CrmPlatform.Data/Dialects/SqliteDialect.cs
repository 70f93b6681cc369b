using System.Data.Common;
using System.Text;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmPlatform.Data.Dialects;

internal sealed class SqliteDialect : Dialect
{
    /// <summary>Longer lists go in as one JSON array, so that a statement's text stays short and is prepared once.</summary>
    private const int MostListed = 16;

    public static SqliteDialect Instance { get; } = new();

    public override DatabaseKind Kind => DatabaseKind.Sqlite;

    public override string ColumnType(StorageKind kind) =>
        kind is StorageKind.Text or StorageKind.Date or StorageKind.Instant ? "text" : "integer";

    /// <summary>Asks SQLite itself: the provider asks it three times for each text.</summary>
    public override object? Read(DbDataReader reader, int index, StorageKind kind, int scale)
    {
        var row = ((SqliteDataReader)reader).Handle!;
        if (kind is StorageKind.Text or StorageKind.Date or StorageKind.Instant)
        {
            return Read(raw.sqlite3_column_text(row, index).utf8_to_string(), kind);
        }

        var number = raw.sqlite3_column_int64(row, index);
        if (number == 0 && raw.sqlite3_column_type(row, index) == raw.SQLITE_NULL)
        {
            return null;
        }

        return kind switch
        {
            StorageKind.Integer => number,
            StorageKind.Decimal => SqliteValues.Unscale(number, scale),
            StorageKind.Boolean => number != 0,
            _ => throw new NotSupportedException($"No column kind {kind}."),
        };
    }

    private static object? Read(string? text, StorageKind kind) =>
        (text, kind) switch
        {
            (null, _) => null,
            (_, StorageKind.Date) => SqliteValues.ReadDay(text),
            (_, StorageKind.Instant) => SqliteValues.ReadInstant(text),
            _ => text,
        };

    /// <summary>The form of a value in SQLite.</summary>
    public static object Bind(in Arg arg) =>
        arg.Value switch
        {
            null => DBNull.Value,
            decimal number when arg.Kind == StorageKind.Decimal => SqliteValues.Scale(number, arg.Scale),
            DateOnly day => SqliteValues.Day(day),
            DateTimeOffset instant => SqliteValues.Instant(instant),
            bool flag => flag ? 1L : 0L,
            var other => other,
        };

    public override string Contains(string expression, string part) => $"instr({expression}, {part}) > 0";

    public override string In(SqlText sql, string expression, IReadOnlyList<object> values, StorageKind kind, int scale)
    {
        if (values.Count <= MostListed)
        {
            return $"{expression} in ({string.Join(", ", values.Select(value => sql.Name(new Arg(value, kind, scale))))})";
        }

        var json = JsonSerializer.Serialize(values.Select(value => Bind(new Arg(value, kind, scale))));
        return $"{expression} in (select value from json_each({sql.Name(Arg.Text(json))}))";
    }

    public override string LocalDate(SqlText sql, string instant, TimeZoneInfo zone) =>
        zone.HasSameRules(TimeZoneInfo.Utc) ? $"substr({instant}, 1, 10)" : $"crm_local_date({instant}, {sql.Name(Arg.Text(zone.Id))})";

    public override string BucketStart(string date, DateBucket bucket) =>
        bucket switch
        {
            DateBucket.Day => date,
            DateBucket.Week => $"date({date}, 'weekday 0', '-6 days')",
            DateBucket.Month => $"substr({date}, 1, 7) || '-01'",
            DateBucket.Quarter => $"substr({date}, 1, 5) || substr('01040710', ((cast(substr({date}, 6, 2) as integer) - 1) / 3) * 2 + 1, 2) || '-01'",
            DateBucket.Year => $"substr({date}, 1, 4) || '-01-01'",
            _ => throw new NotSupportedException($"No bucket {bucket}."),
        };

    public override string HoldsWord(SqlText sql, string column, string word) => Contains(column, sql.Name(Arg.Text(word)));

    public override string Sum(string expression, StorageKind kind) => $"sum({expression})";

    public override string AverageForSort(string expression) => $"avg({expression})";

    public override string Seconds(string from, string until) => $"(unixepoch({until}, 'subsec') - unixepoch({from}, 'subsec'))";

    public override Exception Translate(DbException error)
    {
        if (error is not SqliteException sqlite)
        {
            return error;
        }

        return sqlite.SqliteExtendedErrorCode switch
        {
            raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID =>
                new UserError(StorageErrors.Unique, Named("index", sqlite.Message), error),
            _ when sqlite.SqliteErrorCode == raw.SQLITE_FULL => new UserError(PlatformErrors.DiskFull, Named("reason", sqlite.Message), error),
            _ => error,
        };
    }

    private static Dictionary<string, object?> Named(string name, string message)
    {
        // "SQLite Error 19: 'UNIQUE constraint failed: deal.key'."
        var subject = new StringBuilder(message);
        var colon = message.LastIndexOf(": ", StringComparison.Ordinal);
        return new(StringComparer.Ordinal) { [name] = colon < 0 ? message : subject.Remove(0, colon + 2).ToString().TrimEnd('.', '\'') };
    }
}
