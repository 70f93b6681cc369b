using System.Security.Cryptography;
using System.Text;
using CrmPlatform.Content;

namespace CrmPlatform.Data.Records;

/// <summary>What things are called in the database, before the exceptions of <see cref="NameMap"/>.</summary>
internal static class Naming
{
    /// <summary>PostgreSQL cuts longer names off; both databases keep to its limit.</summary>
    private const int MostBytes = 63;

    /// <summary>Fixed tables begin with this, and no type's table does.</summary>
    private const string FixedPrefix = "sys_";

    public const string SearchColumn = "search_text";

    /// <summary>System fields' columns by field id.</summary>
    public static IReadOnlyDictionary<string, (string Column, StorageKind Kind)> SystemColumns { get; } =
        new Dictionary<string, (string, StorageKind)>(StringComparer.OrdinalIgnoreCase)
        {
            [SystemFields.Id] = ("id", StorageKind.Integer),
            [SystemFields.Version] = ("version", StorageKind.Integer),
            [SystemFields.Key] = ("key", StorageKind.Text),
            [SystemFields.CreatedAt] = ("created_at", StorageKind.Instant),
            [SystemFields.CreatedBy] = ("created_by", StorageKind.Integer),
            [SystemFields.CreatedAct] = ("created_act", StorageKind.Integer),
            [SystemFields.UpdatedAt] = ("updated_at", StorageKind.Instant),
            [SystemFields.UpdatedBy] = ("updated_by", StorageKind.Integer),
            [SystemFields.DeletedAt] = ("deleted_at", StorageKind.Instant),
        };

    /// <summary>In the order of the record's row.</summary>
    public static IReadOnlyList<string> SystemOrder { get; } =
    [
        SystemFields.Id, SystemFields.Version, SystemFields.Key, SystemFields.CreatedAt, SystemFields.CreatedBy, SystemFields.CreatedAct,
        SystemFields.UpdatedAt, SystemFields.UpdatedBy, SystemFields.DeletedAt,
    ];

    public static string Table(ContentType type)
    {
        var name = type.Table.ToLowerInvariant();
        return Fit(name.StartsWith(FixedPrefix, StringComparison.Ordinal) || name.StartsWith("sqlite_", StringComparison.Ordinal) || name.StartsWith("pg_", StringComparison.Ordinal)
            ? "t_" + name
            : name);
    }

    public static string Child(ContentType type, ContentField field) => Fit($"{Table(type)}__{field.Storage.Columns[0].Name.ToLowerInvariant()}");

    public static string SearchIndex(ContentType type) => Fit(Table(type) + "__fts");

    /// <summary>The name itself, or one of its own length limit that no other long name shares.</summary>
    public static string Fit(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
        {
            return name;
        }

        var cut = 40;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, cut)) > MostBytes - 13)
        {
            cut--;
        }

        return name[..cut] + "_" + Hash(name);
    }

    /// <summary>Twelve characters that stand for a text.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));

    /// <summary>What a column holds, as the catalogue tells shapes apart.</summary>
    public static string Shape(StorageColumn column) =>
        column.Kind switch
        {
            StorageKind.Text => "text",
            StorageKind.Integer => "integer",
            StorageKind.Decimal => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"decimal{column.Scale}"),
            StorageKind.Date => "date",
            StorageKind.Instant => "instant",
            StorageKind.Boolean => "boolean",
            _ => throw new NotSupportedException($"No column kind {column.Kind}."),
        };

    public static string ManyShape(ContentField field) => "many:" + string.Join(',', field.Storage.Columns.Select(Shape));

    /// <summary>A duplicate key's column holds the values of these very fields; with others it is another column.</summary>
    public static string KeyShape(DuplicateKey key) => "key:" + string.Join(',', key.Fields.Select(f => f.Id.ToLowerInvariant()));
}
