using System.Globalization;
using CrmPlatform.Content;

namespace CrmPlatform.Tests.Support;

/// <summary>Storages of hand-made models, for tests of the database alone.</summary>
internal sealed class OneColumn(StorageColumn column, bool many = false) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } = [column];

    public override bool Many => many;

    public override void Write(object? value, Span<object?> columns) => columns[0] = value;

    public override object? Read(ReadOnlySpan<object?> columns) => columns[0];
}

/// <summary>Text beside its folded form.</summary>
internal sealed class FoldedText(string name) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } = [new(name, StorageKind.Text), new(name + "__folded", StorageKind.Text)];

    public override int FoldedColumn => 1;

    public override void Write(object? value, Span<object?> columns)
    {
        columns[0] = value;
        columns[1] = value is string text ? TextFolding.Fold(text) : null;
    }

    public override object? Read(ReadOnlySpan<object?> columns) => columns[0];
}

/// <summary>Base amount first, so that sums are in the base currency.</summary>
internal sealed class MoneyColumns(string name, int scale = 2) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } =
        [new(name, StorageKind.Decimal, scale), new(name + "__amount", StorageKind.Decimal, scale), new(name + "__currency", StorageKind.Text)];

    public override IReadOnlyDictionary<string, int> SubFields { get; } =
        new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["base"] = 0, ["value"] = 1, ["currency"] = 2 };

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

/// <summary>A record of any type: its id, then its type.</summary>
internal sealed class ReferenceColumns(string name) : FieldStorage
{
    public override IReadOnlyList<StorageColumn> Columns { get; } = [new(name, StorageKind.Integer), new(name + "__type", StorageKind.Text)];

    public override void Write(object? value, Span<object?> columns)
    {
        columns[0] = value is RecordRef reference ? reference.Id : null;
        columns[1] = value is RecordRef other ? other.Type : null;
    }

    public override object? Read(ReadOnlySpan<object?> columns) =>
        columns[0] is { } id ? new RecordRef((string)columns[1]!, Convert.ToInt64(id, CultureInfo.InvariantCulture)) : null;
}
