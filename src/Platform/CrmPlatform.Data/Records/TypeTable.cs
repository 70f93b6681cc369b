using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Records;

/// <summary>A field's place in the database; names are quoted.</summary>
/// <param name="Names">Of its columns, in the storage's order.</param>
/// <param name="Child">Many-valued: the child table that the columns are in (beside <c>record</c> and <c>pos</c>).</param>
internal sealed record FieldColumns(ContentField Field, IReadOnlyList<StorageColumn> Columns, IReadOnlyList<string> Names, string? Child)
{
    /// <summary>The columns that a value is made of: the folded text is made of the first one and need not be read.</summary>
    public IReadOnlyList<string> ReadNames { get; } = Field.Storage.FoldedColumn < 0 ? Names : [.. Names.Where((_, i) => i != Field.Storage.FoldedColumn)];

    public FieldStorage Storage => Field.Storage;

    /// <summary>The column that holds a kind: of a reference the number of the record, or the name of its type.</summary>
    public int IndexOf(StorageKind kind)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Kind == kind)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"Field {Field.Id} has no column of kind {kind}.");
    }
}

/// <summary>Where a content type's records lie in a tenant's database. Made once per type and map of names.</summary>
internal sealed class TypeTable
{
    private static readonly ConditionalWeakTable<ContentType, ConcurrentDictionary<NameMap, TypeTable>> _cache = [];

    private readonly Dictionary<string, FieldColumns> _byId = new(StringComparer.OrdinalIgnoreCase);

    private TypeTable(ContentType type, NameMap names)
    {
        Type = type;
        RawName = Naming.Table(type);
        Name = Dialect.Quote(RawName);
        SearchIndex = Dialect.Quote(Naming.SearchIndex(type));
        IsSearched = type.OrderedFields.Any(f => f.Searchable);
        foreach (var field in type.Fields.Values.Where(f => !Naming.SystemColumns.ContainsKey(f.Id)))
        {
            _byId[field.Id] = field.IsMany ? Many(field, names) : Single(field, names);
        }

        Singles = [.. _byId.Values.Where(f => f.Child is null)];
        Manies = [.. _byId.Values.Where(f => f.Child is not null)];
        DuplicateColumns = [.. type.DuplicateKeys.Select(k => Column(names, k.Column, Naming.KeyShape(k)))];
        Tag = Naming.Hash(string.Join('|', Singles.Concat(Manies).SelectMany(f => f.Names.Zip(f.Columns, (n, c) => n + Naming.Shape(c)))))[..6];
    }

    public ContentType Type { get; }

    /// <summary>The table's name, unquoted.</summary>
    public string RawName { get; }

    /// <summary>The table's name, quoted.</summary>
    public string Name { get; }

    /// <summary>The full-text table of SQLite, quoted.</summary>
    public string SearchIndex { get; }

    public bool IsSearched { get; }

    /// <summary>Own single-valued fields.</summary>
    public IReadOnlyList<FieldColumns> Singles { get; }

    /// <summary>Own many-valued fields.</summary>
    public IReadOnlyList<FieldColumns> Manies { get; }

    /// <summary>Columns of the duplicate keys, in the type's order.</summary>
    public IReadOnlyList<string> DuplicateColumns { get; }

    /// <summary>Differs where columns differ: statements that carry it are never shared by tables of unlike columns.</summary>
    public string Tag { get; }

    public static TypeTable Of(ContentType type, NameMap names) =>
        _cache.GetOrCreateValue(type).GetOrAdd(names, static (map, t) => new TypeTable(t, map), type);

    /// <summary>The column that names a record, quoted; where the type has no such field, an empty text.</summary>
    public string NameColumn =>
        _byId.TryGetValue(Type.NameField, out var name) && name.Child is null && name.Columns[0].Kind == StorageKind.Text ? name.Names[0] : "''";

    public string DuplicateColumn(DuplicateKey key)
    {
        for (var i = 0; i < Type.DuplicateKeys.Count; i++)
        {
            if (Type.DuplicateKeys[i].Id == key.Id)
            {
                return DuplicateColumns[i];
            }
        }

        throw new ArgumentException($"{Type.Id} has no duplicate key {key.Id}.", nameof(key));
    }

    /// <summary>A field's columns; a system field's too.</summary>
    public FieldColumns this[ContentField field] =>
        _byId.TryGetValue(field.Id, out var own) ? own : SystemField(field);

    private static FieldColumns SystemField(ContentField field)
    {
        var (column, kind) = Naming.SystemColumns[field.Id];
        return new FieldColumns(field, [new StorageColumn(column, kind)], [Dialect.Quote(column)], null);
    }

    private FieldColumns Single(ContentField field, NameMap names) =>
        new(field, field.Storage.Columns, [.. field.Storage.Columns.Select(c => Column(names, c.Name, Naming.Shape(c)))], null);

    private FieldColumns Many(ContentField field, NameMap names)
    {
        var child = names.Find(RawName, field.Storage.Columns[0].Name.ToLowerInvariant(), Naming.ManyShape(field)) ?? Naming.Child(Type, field);
        var columns = field.Storage.Columns.Select((_, i) => Dialect.Quote(ChildColumn(i)));
        return new FieldColumns(field, field.Storage.Columns, [.. columns], Dialect.Quote(child));
    }

    /// <summary>Columns of a child table: <c>value</c>, <c>value1</c> and so on.</summary>
    public static string ChildColumn(int index) =>
        index == 0 ? "value" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"value{index}");

    private string Column(NameMap names, string column, string shape)
    {
        var name = column.ToLowerInvariant();
        return Dialect.Quote(names.Find(RawName, name, shape) ?? Naming.Fit(name));
    }
}
