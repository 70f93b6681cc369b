using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Schema;

/// <summary>An index that a table should have. Its name tells its shape, so one that is there by name is the right one.</summary>
/// <param name="Table">Quoted.</param>
/// <param name="Columns">Quoted, in order.</param>
/// <param name="Key">The duplicate key it enforces, if it is one.</param>
internal sealed record IndexPlan(string Name, string Table, IReadOnlyList<string> Columns, bool Unique, string? Where, DuplicateKey? Key = null, string? Using = null)
{
    private const string Live = "deleted_at is null";

    public string Statement(bool concurrently) =>
        $"create {(Unique ? "unique " : "")}index {(concurrently ? "concurrently " : "")}{Dialect.Quote(Name)} on {Table} {Using}({string.Join(", ", Columns)}){(Where is null ? "" : " where " + Where)}";

    /// <summary>The same, letting duplicates be.</summary>
    public IndexPlan Plain() => Make(Table, Columns, false, Where, Key);

    /// <summary>All that the table of a type and its child tables should have.</summary>
    public static IEnumerable<IndexPlan> Of(TypeTable table, DatabaseKind database)
    {
        var plans = new List<IndexPlan>
        {
            Make(table.Name, ["\"key\""], true, LiveWith("\"key\"")),
            Make(table.Name, ["\"deleted_at\"", "\"id\""], false, "deleted_at is not null"),
        };
        plans.AddRange(table.Type.DuplicateKeys.Select((key, i) => Make(table.Name, [table.DuplicateColumns[i]], key.Unique, LiveWith(table.DuplicateColumns[i]), key)));
        plans.AddRange(References(table));
        plans.AddRange(table.Type.Indexes.Select(columns => Declared(table, columns)).OfType<IndexPlan>());
        plans.AddRange(table.Manies.Select(field => Make(field.Child!, [.. field.Names, "\"record\""], false, null)));
        if (table.IsSearched && database == DatabaseKind.Postgres)
        {
            plans.Add(Make(table.Name, [Naming.SearchColumn + " public.gin_trgm_ops"], false, null) with { Using = "using gin " });
        }

        return plans.DistinctBy(p => p.Name, StringComparer.Ordinal);
    }

    /// <summary>Fields that point to records, for what refers to a record and for ways backwards: binned rows too.</summary>
    private static IEnumerable<IndexPlan> References(TypeTable table) =>
        table.Singles
            .Where(f => f.Field.Type is FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.Reference)
            .Select(f => Make(table.Name, [f.Names[f.IndexOf(StorageKind.Integer)], "\"id\""], false, null));

    /// <summary>One that views or fields ask for, the id last; null when a column is not in the table, or a lookup's index serves.</summary>
    private static IndexPlan? Declared(TypeTable table, IReadOnlyList<string> columns)
    {
        var names = columns.Select(column => Find(table, column)).ToList();
        if (names.Contains(null) || names.Count == 0)
        {
            return null;
        }

        if (!names.Contains("\"id\""))
        {
            names.Add("\"id\"");
        }

        return References(table).Any(r => r.Columns.SequenceEqual(names!, StringComparer.Ordinal)) ? null : Make(table.Name, names!, false, Live);
    }

    /// <summary>Rows that have no value need no place in an index that only values are looked up in.</summary>
    private static string LiveWith(string column) => $"{Live} and {column} is not null";

    private static string? Find(TypeTable table, string column)
    {
        foreach (var field in table.Singles)
        {
            for (var i = 0; i < field.Columns.Count; i++)
            {
                if (field.Columns[i].Name.Equals(column, StringComparison.OrdinalIgnoreCase))
                {
                    return field.Names[i];
                }
            }
        }

        return Naming.SystemColumns.Where(c => c.Key.Equals(column, StringComparison.OrdinalIgnoreCase) || c.Value.Column.Equals(column, StringComparison.OrdinalIgnoreCase))
            .Select(c => Dialect.Quote(c.Value.Column)).FirstOrDefault();
    }

    private static IndexPlan Make(string table, IReadOnlyList<string> columns, bool unique, string? where, DuplicateKey? key = null)
    {
        var shape = $"{table}|{string.Join(',', columns)}|{unique}|{where}";
        var readable = table.Trim('"') + "_" + string.Join('_', columns.Select(c => c.Trim('"').Split(' ')[0]));
        var name = (unique ? "ux_" : "ix_") + (readable.Length > 44 ? readable[..44] : readable) + "_" + Naming.Hash(shape)[..8];
        return new IndexPlan(name, table, columns, unique, where, key);
    }
}
