using CrmPlatform.Data.Connections;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Schema;

/// <summary>What is in a tenant's database now.</summary>
/// <param name="Tables">Name to names of columns.</param>
/// <param name="Indexes">Name to whether it can be used (one that a kill interrupted cannot).</param>
internal sealed record PhysicalSchema(IReadOnlyDictionary<string, HashSet<string>> Tables, IReadOnlyDictionary<string, bool> Indexes)
{
    public static PhysicalSchema Nothing { get; } = new(new Dictionary<string, HashSet<string>>(StringComparer.Ordinal), new Dictionary<string, bool>(StringComparer.Ordinal));

    private const string SqliteColumns =
        "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like '%\\_\\_fts\\_%' escape '\\'";

    private const string PostgresColumns =
        """
        select c.relname::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        """;

    private const string PostgresIndexes =
        """
        select c.relname::text, i.indisvalid from pg_class c join pg_index i on i.indexrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace
        """;

    public static async Task<PhysicalSchema> ReadAsync(Link link, CancellationToken cancellationToken)
    {
        var sqlite = link.Dialect.Kind == DatabaseKind.Sqlite;
        var columns = await link.ListAsync(
            sqlite ? SqliteColumns : PostgresColumns, [], row => (Table: row.Text(0), Column: row.Text(1)), cancellationToken);
        var indexes = await link.ListAsync(
            sqlite ? "select name, 1 from sqlite_master where type = 'index'" : PostgresIndexes, [], row => (Name: row.Text(0), Valid: row.Flag(1)), cancellationToken);
        return new PhysicalSchema(
            columns.GroupBy(c => c.Table, StringComparer.Ordinal)
                .ToDictionary(t => t.Key, t => t.Select(c => c.Column).ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal),
            indexes.ToDictionary(i => i.Name, i => i.Valid, StringComparer.Ordinal));
    }
}
