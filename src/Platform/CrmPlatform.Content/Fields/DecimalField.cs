using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>A number with a declared count of digits after the point. More digits are refused, never rounded away.</summary>
public class DecimalField : FieldType
{
    public const int DefaultScale = 2;

    public override string Key => FieldTypes.Decimal;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.OrderedOperators;

    public static int ScaleOf(FieldDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Scale ?? DefaultScale;
    }

    public override FieldStorage CreateStorage(FieldDefinition definition) =>
        ColumnStorage.Of(definition, StorageKind.Decimal, ScaleOf(definition));

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when json.TryGetDecimal(out var value) => value,
        _ => throw FieldValues.Bad(field, json, Expected.JsonNumber),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return NumberText.TryParse(Strip(text, field, format.Culture), format.Culture, out var value)
            ? Normalize(value, field)
            : throw FieldValues.Bad(field, text, Expected.NumberIn(format.Culture));
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is decimal number
            ? Append(number.ToString("#,##0." + new string('#', ScaleOf(field.Definition)), format.Culture), field, format.Culture)
            : "";

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not decimal number)
        {
            return null;
        }

        return FieldValues.CheckScale(number, field, ScaleOf(field.Definition));
    }

    public override JsonObject Schema(ContentField field) => NumberSchema.Of("number", field.Definition);

    public override string? DuplicateText(object? value) =>
        value is decimal number ? FieldValues.WithoutTrailingZeros(number).ToString(CultureInfo.InvariantCulture) : null;

    protected virtual string Append(string number, ContentField field, CultureInfo culture) => Units.Append(number, field, culture);

    protected virtual string Strip(string text, ContentField field, CultureInfo culture) => Units.Strip(text, field, culture);
}

/// <summary>A share in hundredths: 60 is 60 %.</summary>
public sealed class PercentField : DecimalField
{
    public override string Key => FieldTypes.Percent;

    protected override string Append(string number, ContentField field, CultureInfo culture) =>
        culture.NumberFormat.PercentPositivePattern == 0 ? $"{number}\u00a0%" : $"{number}%";

    protected override string Strip(string text, ContentField field, CultureInfo culture) => text.Trim().TrimEnd('%').TrimEnd();
}
