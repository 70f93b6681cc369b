using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>A whole number, up to 2^53 so that every JSON reader keeps it exact.</summary>
public sealed class IntegerField : FieldType
{
    public const long Greatest = 1L << 53;

    public override string Key => FieldTypes.Integer;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.OrderedOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Integer);

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when json.TryGetInt64(out var value) => value,
        JsonValueKind.Number when json.TryGetDecimal(out var value) && Whole(value) is { } whole => whole,
        _ => throw FieldValues.Bad(field, json, Expected.JsonInteger),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return NumberText.TryParse(Units.Strip(text, field, format.Culture), format.Culture, out var value) && Whole(value) is { } whole
            ? Normalize(whole, field)
            : throw FieldValues.Bad(field, text, Expected.Integer);
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is long number ? Units.Append(number.ToString(field.Definition.Grouped == false ? "0" : "#,##0", format.Culture), field, format.Culture) : "";

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is long number)
        {
            FieldValues.CheckRange(number, field, -Greatest, Greatest);
        }

        return value;
    }

    public override JsonObject Schema(ContentField field) => NumberSchema.Of("integer", field.Definition);

    public override string? DuplicateText(object? value) => value is long number ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static long? Whole(decimal value) =>
        decimal.Truncate(value) == value && Math.Abs(value) <= long.MaxValue ? (long)value : null;
}

/// <summary>The unit written after a number.</summary>
internal static class Units
{
    public static string Append(string number, ContentField field, CultureInfo culture) =>
        field.Definition.Unit is { } unit ? $"{number}\u00a0{unit.For(culture)}" : number;

    /// <summary>The number without the unit, which people may write in any language of the field.</summary>
    public static string Strip(string text, ContentField field, CultureInfo culture)
    {
        text = text.Trim();
        var units = field.Definition.Unit is { } unit ? [unit.For(culture), .. unit.Texts.Values] : Array.Empty<string>();
        var written = units.FirstOrDefault(u => u.Length > 0 && text.EndsWith(u, StringComparison.OrdinalIgnoreCase));
        return written is null ? text : text[..^written.Length].TrimEnd();
    }
}

internal static class NumberSchema
{
    public static JsonObject Of(string type, FieldDefinition definition)
    {
        var schema = FieldValues.Nullable(type);
        if (definition.Min is { } min)
        {
            schema["minimum"] = min;
        }

        if (definition.Max is { } max)
        {
            schema["maximum"] = max;
        }

        return schema;
    }
}
