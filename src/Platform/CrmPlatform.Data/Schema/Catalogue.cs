using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Schema;

/// <summary>
/// Which column of a table holds which column of the model. An entry is made once and stays for ever: a column is never renamed or
/// given another shape, and a name that is taken by one shape sends another to a column of its own.
/// </summary>
internal sealed class Catalogue
{
    /// <summary>Names that no field's column can have: the record's own, and those the databases keep for themselves.</summary>
    private static readonly HashSet<string> _reserved = new(
        [
            .. Naming.SystemColumns.Values.Select(c => c.Column), Naming.SearchColumn,
            "rowid", "oid", "_rowid_", "tableoid", "ctid", "xmin", "xmax", "cmin", "cmax",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly ColumnSpec[] _specs =
    [
        new("table_name", StorageKind.Text), new("column_name", StorageKind.Text), new("shape", StorageKind.Text),
        new("physical", StorageKind.Text), new("definition", StorageKind.Text),
    ];

    private readonly Dictionary<(string Table, string Column, string Shape), Entry> _entries = [];
    private readonly List<Entry> _added = [];

    private Catalogue(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            _entries.Add((entry.Table, entry.Column, entry.Shape), entry);
        }
    }

    public static async Task<Catalogue> LoadAsync(Link link, CancellationToken cancellationToken) =>
        new(await link.ListAsync(
            "select table_name, column_name, shape, physical, definition from sys_columns",
            [],
            row => new Entry(row.Text(0), row.Text(1), row.Text(2), row.Text(3)) { Definition = row.TextOrNull(4) },
            cancellationToken));

    /// <summary>The entry of a column, made if it is new, under a name that is free among those that are there.</summary>
    public Entry Column(string table, string column, string shape, IReadOnlySet<string> there)
    {
        var name = column.ToLowerInvariant();
        return _entries.TryGetValue((table, name, shape), out var entry)
            ? entry
            : Add(table, name, shape, candidate => _reserved.Contains(candidate) || there.Contains(candidate) || _entries.Values.Any(e => e.Table == table && e.Physical == candidate), name);
    }

    /// <summary>The entry of a child table.</summary>
    public Entry Child(string table, ContentType type, ContentField field, IReadOnlyDictionary<string, HashSet<string>> tables)
    {
        var name = field.Storage.Columns[0].Name.ToLowerInvariant();
        var shape = Naming.ManyShape(field);
        return _entries.TryGetValue((table, name, shape), out var entry) ? entry : Add(table, name, shape, tables.ContainsKey, Naming.Child(type, field));
    }

    /// <summary>What is kept of the searchable text of a table.</summary>
    public Entry Search(string table) =>
        _entries.TryGetValue((table, Naming.SearchColumn, "search"), out var entry)
            ? entry
            : Keep(new Entry(table, Naming.SearchColumn, "search", Naming.SearchColumn));

    /// <summary>Duplicate keys that a table has had.</summary>
    public IEnumerable<Entry> Keys(string table) =>
        _entries.Values.Where(e => e.Table == table && e.Shape.StartsWith("key:", StringComparison.Ordinal));

    public async Task SaveAsync(Link link, CancellationToken cancellationToken)
    {
        await link.InsertManyAsync(
            "sys_columns", _specs, [.. _added.Select(e => new object?[] { e.Table, e.Column, e.Shape, e.Physical, e.Definition })], cancellationToken);
        foreach (var entry in _entries.Values.Where(e => e.IsChanged).Except(_added))
        {
            await link.ExecuteAsync(
                "update sys_columns set definition = $1 where table_name = $2 and column_name = $3 and shape = $4",
                [Arg.Text(entry.Definition), Arg.Text(entry.Table), Arg.Text(entry.Column), Arg.Text(entry.Shape)],
                cancellationToken);
        }
    }

    /// <summary>For <see cref="NameMap"/>: the entries whose name is not the usual one; null when there is none.</summary>
    public string? Names()
    {
        var names = _entries.Values
            .Where(e => e.Physical != e.Usual)
            .OrderBy(e => e.Table, StringComparer.Ordinal).ThenBy(e => e.Physical, StringComparer.Ordinal)
            .ToDictionary(e => NameMap.Key(e.Table, e.Column, e.Shape), e => e.Physical, StringComparer.Ordinal);
        return names.Count == 0 ? null : JsonSerializer.Serialize(names);
    }

    private Entry Add(string table, string column, string shape, Func<string, bool> isTaken, string usual)
    {
        var candidate = Naming.Fit(usual);
        for (var n = 2; isTaken(candidate); n++)
        {
            candidate = Naming.Fit(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{usual}_{n}"));
        }

        return Keep(new Entry(table, column, shape, candidate));
    }

    private Entry Keep(Entry entry)
    {
        _entries.Add((entry.Table, entry.Column, entry.Shape), entry);
        _added.Add(entry);
        return entry;
    }

    /// <param name="Physical">Its name in the database, unquoted.</param>
    internal sealed record Entry(string Table, string Column, string Shape, string Physical)
    {
        private string? _definition;

        /// <summary>Duplicate keys and searchable text: what it is made of now; null while nobody keeps it up.</summary>
        public string? Definition
        {
            get => _definition;
            init => _definition = value;
        }

        public bool IsChanged { get; private set; }

        /// <summary>The name it has when no other shape took it first.</summary>
        public string Usual => Naming.Fit(Shape.StartsWith("many:", StringComparison.Ordinal) ? $"{Table}__{Column}" : Column);

        /// <summary>Notes what it is made of; whether that is news.</summary>
        public bool Define(string? definition)
        {
            if (_definition == definition)
            {
                return false;
            }

            (_definition, IsChanged) = (definition, true);
            return true;
        }
    }
}
