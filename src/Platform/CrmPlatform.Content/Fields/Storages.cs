using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Fields;

/// <summary>One column that holds the value as it is.</summary>
internal sealed class ColumnStorage(StorageColumn column) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } = [column];

    public override void Write(object? value, Span<object?> columns) => columns[0] = value;

    public override object? Read(ReadOnlySpan<object?> columns) => columns[0];

    public static ColumnStorage Of(FieldDefinition definition, StorageKind kind, int scale = 0, bool folds = false) =>
        new(new StorageColumn(ColumnNames.Of(definition.Id), kind, scale, folds));
}

/// <summary>A text and, beside it, its folded form for filters and sorts that have an index.</summary>
internal sealed class FoldedTextStorage(string name) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } =
        [new(name, StorageKind.Text, Folds: true), new(name + "__fold", StorageKind.Text)];

    public override int FoldedColumn => 1;

    public override void Write(object? value, Span<object?> columns)
    {
        columns[0] = value;
        columns[1] = value is string text ? TextFolding.Fold(text) : null;
    }

    public override object? Read(ReadOnlySpan<object?> columns) => columns[0];
}

/// <summary>A child table; each row is one element.</summary>
internal sealed class ManyStorage(FieldStorage element) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns => element.Columns;

    public override bool Many => true;

    public override void Write(object? value, Span<object?> columns) => element.Write(value, columns);

    public override object? Read(ReadOnlySpan<object?> columns) => element.Read(columns);
}

/// <summary>Base amount (the one that filters, sorts and sums use), amount, currency.</summary>
internal sealed class MoneyStorage(string name, int scale) : FieldStorage
{
    public const string Value = "value";
    public const string Currency = "currency";
    public const string Base = "base";

    private static readonly Dictionary<string, int> _subFields =
        new(StringComparer.OrdinalIgnoreCase) { [Base] = 0, [Value] = 1, [Currency] = 2 };

    public override IReadOnlyList<StorageColumn> Columns { get; } =
    [
        new(name, StorageKind.Decimal, scale),
        new($"{name}__{Value}", StorageKind.Decimal, scale),
        new($"{name}__{Currency}", StorageKind.Text),
    ];

    public override IReadOnlyDictionary<string, int> SubFields => _subFields;

    public override void Write(object? value, Span<object?> columns)
    {
        var money = (Money?)value;
        columns[0] = money?.Base;
        columns[1] = money?.Amount;
        columns[2] = money?.Currency;
    }

    public override object? Read(ReadOnlySpan<object?> columns) =>
        columns[1] is decimal amount ? new Money(amount, (string)columns[2]!, (decimal?)columns[0]) : null;
}

/// <summary>The number of the target, then its type.</summary>
internal sealed class ReferenceStorage(string name) : FieldStorage
{
    public const string Id = "id";
    public const string Type = "type";

    private static readonly Dictionary<string, int> _subFields = new(StringComparer.OrdinalIgnoreCase) { [Id] = 0, [Type] = 1 };

    public override IReadOnlyList<StorageColumn> Columns { get; } =
        [new(name, StorageKind.Integer), new($"{name}__{Type}", StorageKind.Text)];

    public override IReadOnlyDictionary<string, int> SubFields => _subFields;

    public override void Write(object? value, Span<object?> columns)
    {
        var reference = (RecordRef?)value;
        columns[0] = reference?.Id;
        columns[1] = reference?.Type;
    }

    public override object? Read(ReadOnlySpan<object?> columns) =>
        columns[0] is long id ? new RecordRef((string)columns[1]!, id) : null;
}

/// <summary>The five parts of an address.</summary>
internal sealed class AddressStorage(string name) : FieldStorage
{
    private static readonly string[] _names = ["street", "city", "region", "postalCode", "country"];

    private static readonly Dictionary<string, int> _subFields =
        _names.Index().ToDictionary(part => part.Item, part => part.Index, StringComparer.OrdinalIgnoreCase);

    public override IReadOnlyList<StorageColumn> Columns { get; } =
        [.. _names.Select(part => new StorageColumn($"{name}__{ColumnNames.Of(part)}", StorageKind.Text, Folds: true))];

    public override IReadOnlyDictionary<string, int> SubFields => _subFields;

    public override void Write(object? value, Span<object?> columns)
    {
        var address = (PostalAddress?)value;
        columns[0] = address?.Street;
        columns[1] = address?.City;
        columns[2] = address?.Region;
        columns[3] = address?.PostalCode;
        columns[4] = address?.Country;
    }

    public override object? Read(ReadOnlySpan<object?> columns)
    {
        foreach (var column in columns)
        {
            if (column is not null)
            {
                return new PostalAddress(
                    (string?)columns[0], (string?)columns[1], (string?)columns[2], (string?)columns[3], (string?)columns[4]);
            }
        }

        return null;
    }
}

/// <summary>Names of columns and tables: ids in lower case, an underscore for each dot.</summary>
internal static class ColumnNames
{
    public static string Of(string id) => id.Replace('.', '_').ToLowerInvariant();
}
