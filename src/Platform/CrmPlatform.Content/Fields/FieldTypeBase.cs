using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Fields;

/// <summary>Checks and refusals that the field types share.</summary>
internal static class FieldValues
{
    private const int ShownLength = 80;

    public static readonly IReadOnlyList<FilterOperator> TextOperators =
    [
        FilterOperator.Contains, FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.StartsWith, FilterOperator.NotContains,
        FilterOperator.In, FilterOperator.NotIn, FilterOperator.Empty, FilterOperator.NotEmpty,
    ];

    public static readonly IReadOnlyList<FilterOperator> OrderedOperators =
    [
        FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.Less, FilterOperator.LessOrEqual, FilterOperator.Greater,
        FilterOperator.GreaterOrEqual, FilterOperator.Between, FilterOperator.In, FilterOperator.NotIn, FilterOperator.Empty,
        FilterOperator.NotEmpty,
    ];

    public static readonly IReadOnlyList<FilterOperator> ExactOperators =
    [
        FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.In, FilterOperator.NotIn, FilterOperator.Empty, FilterOperator.NotEmpty,
    ];

    public static readonly IReadOnlyList<FilterOperator> ManyOperators =
    [
        FilterOperator.Contains, FilterOperator.NotContains, FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.In,
        FilterOperator.NotIn, FilterOperator.Empty, FilterOperator.NotEmpty,
    ];

    public static UserError Bad(ContentField field, object? value, LocalizedText expected) =>
        PlatformErrors.BadValue.With(("value", Shown(value)), ("field", field.Label), ("expected", expected));

    /// <summary>A value as an error message shows it: short, on one line.</summary>
    public static string Shown(object? value)
    {
        var text = value is JsonElement json ? Raw(json) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var end = text.Length > ShownLength ? ShownLength : text.Length;
        end -= end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        var shown = string.Concat(text[..end].Select(c => char.IsControl(c) ? ' ' : c));
        return end < text.Length ? shown + "…" : shown;
    }

    /// <summary>A text without its quotes, since messages put their own; what is no text as it was written.</summary>
    private static string Raw(JsonElement json)
    {
        var raw = json.GetRawText();
        return json.ValueKind == JsonValueKind.String ? raw[1..^1] : raw;
    }

    /// <summary>The text of a JSON string; null for JSON null.</summary>
    public static string? Text(JsonElement json, ContentField field, LocalizedText expected) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => ReadString(json, field, expected),
        _ => throw Bad(field, json, expected),
    };

    /// <summary>Trims; null when nothing is left; refuses what cannot be shown or stored.</summary>
    public static string? CleanLine(string? text, ContentField field, int maxLength)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        CheckCharacters(text, field, multiline: false);
        CheckLength(text, field, maxLength);
        return text;
    }

    public static void CheckLength(string text, ContentField field, int maxLength)
    {
        if (text.Length > maxLength)
        {
            throw ContentErrors.TooLong.With(("field", field.Label), ("max", maxLength), ("length", text.Length));
        }
    }

    /// <summary>Refuses control characters and halves of surrogate pairs, which no database text can hold.</summary>
    public static void CheckCharacters(string text, ContentField field, bool multiline)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var fine = char.IsSurrogate(character)
                ? char.IsSurrogatePair(text, char.IsHighSurrogate(character) ? i : Math.Max(i - 1, 0))
                : !char.IsControl(character) || (multiline && character is '\n' or '\t');
            if (!fine)
            {
                throw ContentErrors.ControlCharacter.With(
                    ("field", field.Label), ("code", "U+" + ((int)character).ToString("X4", CultureInfo.InvariantCulture)));
            }
        }
    }

    public static void CheckRange(decimal value, ContentField field, decimal least, decimal greatest)
    {
        var min = Math.Max(field.Definition.Min ?? least, least);
        var max = Math.Min(field.Definition.Max ?? greatest, greatest);
        if (value < min || value > max)
        {
            throw ContentErrors.OutOfRange.With(("value", value), ("field", field.Label), ("range", Expected.Range(value < min, field.Definition, min, max)));
        }
    }

    /// <summary>Refuses what the field's own range and its scale cannot hold; strips zeros at the end.</summary>
    public static decimal CheckScale(decimal value, ContentField field, int scale)
    {
        var greatest = Greatest(scale);
        CheckRange(value, field, -greatest, greatest);
        if (decimal.Round(value, scale) != value)
        {
            throw ContentErrors.TooPrecise.With(("value", value), ("field", field.Label), ("scale", scale));
        }

        return WithoutTrailingZeros(value);
    }

    /// <summary>Whether a number can be kept with so many digits after the point.</summary>
    public static bool FitsScale(decimal value, int scale) => decimal.Round(value, scale) == value && Math.Abs(value) <= Greatest(scale);

    /// <summary>12.50 as 12.5, 100.00 as 100.</summary>
    public static decimal WithoutTrailingZeros(decimal value) => value / 1.0000000000000000000000000000m;

    public static JsonObject Nullable(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = new JsonArray(type, "null") };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    /// <summary>Scaled integers of SQLite are 64 bits wide; a digit is left free for sums.</summary>
    private static decimal Greatest(int scale) => decimal.Floor(long.MaxValue / (decimal)Math.Pow(10, scale + 1));

    private static string ReadString(JsonElement json, ContentField field, LocalizedText expected)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // "\ud800": half of a surrogate pair
            throw Bad(field, json, expected);
        }
    }
}

/// <summary>A field type whose values are one text.</summary>
public abstract class TextFieldType : FieldType
{
    public override IReadOnlyList<FilterOperator> Operators => FieldValues.TextOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Text);

    public override object? FromJson(JsonElement json, ContentField field) => FieldValues.Text(json, field, Expected.JsonText);

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format) => Normalize(text, field);

    public override string Format(object? value, ContentField field, FieldFormat format) => (string?)value ?? "";

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("string");

    public override string? DuplicateText(object? value) => value as string;
}
