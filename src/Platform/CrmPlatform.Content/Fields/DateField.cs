using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>A day.</summary>
public sealed class DateField : FieldType
{
    public const string Iso = "yyyy-MM-dd";

    public override string Key => FieldTypes.Date;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.OrderedOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Date);

    public override object? FromJson(JsonElement json, ContentField field) =>
        FieldValues.Text(json, field, Expected.Date) is not { } text ? null
        : TryIso(text, out var date) ? date
        : throw FieldValues.Bad(field, json, Expected.Date);

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return TryParse(text.Trim(), format, out var date) ? date : throw FieldValues.Bad(field, text, Expected.DateIn(format));
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is DateOnly date ? date.ToString("d", format.Culture) : "";

    public override object? Normalize(object? value, ContentField field) => value;

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("string", "date");

    public override string? DuplicateText(object? value) => value is DateOnly date ? date.ToString(Iso, CultureInfo.InvariantCulture) : null;

    internal static bool TryIso(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>With an exact format that one alone; else ISO, then the short forms of the culture.</summary>
    internal static bool TryParse(string text, FieldFormat format, out DateOnly date)
    {
        if (format.DateFormat is { } exact)
        {
            return DateOnly.TryParseExact(text, exact, format.Culture, DateTimeStyles.None, out date);
        }

        return TryIso(text, out date)
            || DateOnly.TryParseExact(text, DatePatterns.Of(format.Culture), format.Culture, DateTimeStyles.AllowWhiteSpaces, out date);
    }
}

/// <summary>Short forms in which people of a culture write a date.</summary>
internal static class DatePatterns
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string[]> _patterns = new(StringComparer.Ordinal);

    public static string[] Of(CultureInfo culture) => _patterns.GetOrAdd(culture.Name, static (_, c) => Make(c), culture);

    private static string[] Make(CultureInfo culture)
    {
        var written = culture.DateTimeFormat.ShortDatePattern;
        var plain = written
            .Replace("dd", "d", StringComparison.Ordinal)
            .Replace("MM", "M", StringComparison.Ordinal)
            .Replace("yyyy", "y", StringComparison.Ordinal)
            .Replace("yy", "y", StringComparison.Ordinal);
        var four = plain.Replace("y", "yyyy", StringComparison.Ordinal);
        var two = plain.Replace("y", "yy", StringComparison.Ordinal);
        return [written, four, two, .. culture.DateTimeFormat.GetAllDateTimePatterns('D')];
    }
}
