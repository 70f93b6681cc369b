using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>Several of a list. A field without choices takes any words: tags.</summary>
public sealed class MultiChoiceField : FieldType
{
    private const int MaxElements = 100;
    private const int MaxTagLength = 100;
    private static readonly char[] _separators = [',', ';', '\n'];

    public override string Key => FieldTypes.MultiChoice;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.ManyOperators;

    // Whether there are choices may change from layer to layer, so the column folds always; ids fold to themselves but for case.
    public override FieldStorage CreateStorage(FieldDefinition definition) =>
        new ManyStorage(ColumnStorage.Of(definition, StorageKind.Text, folds: true));

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => json.EnumerateArray()
            .Select(e => FieldValues.Text(e, field, Expected.TextList) ?? throw FieldValues.Bad(field, json, Expected.TextList))
            .ToList(),
        _ => throw FieldValues.Bad(field, json, Expected.TextList),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(_separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Normalize(
            field.Choices.Count == 0 ? parts : [.. parts.Select(p => Choices.Find(p, field)?.Id ?? throw Choices.UnknownWord(p, field))], field);
    }

    public override string Format(object? value, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return value is IEnumerable<string> ids ? string.Join(", ", ids.Select(id => Choices.Label(id, field, format.Culture))) : "";
    }

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not IEnumerable<string> elements)
        {
            return null;
        }

        var clean = elements
            .Select(e => FieldValues.CleanLine(e, field, MaxTagLength))
            .OfType<string>()
            .Select(e => field.Choices.Count == 0 ? e : Choices.ById(e, field)?.Id ?? throw Choices.Unknown(e, field))
            .DistinctBy(TextFolding.Fold, StringComparer.Ordinal)
            .ToList();
        if (clean.Count > MaxElements)
        {
            throw ContentErrors.TooMany.With(("field", field.Label), ("max", MaxElements), ("count", clean.Count));
        }

        return clean.Count == 0 ? null : clean;
    }

    public override JsonObject Schema(ContentField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var items = new JsonObject { ["type"] = "string" };
        if (field.Choices.Count > 0)
        {
            items["enum"] = Choices.Enum(field, nullable: false);
        }

        var schema = FieldValues.Nullable("array");
        schema["items"] = items;
        return schema;
    }

    public override string? DuplicateText(object? value) =>
        value is IEnumerable<string> ids ? string.Join('|', ids.Select(TextFolding.Fold).Order(StringComparer.Ordinal)) : null;
}
