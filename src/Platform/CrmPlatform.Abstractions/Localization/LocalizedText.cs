using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmPlatform.Localization;

/// <summary>
/// A text per culture. In JSON either a string (the neutral, English text) or an object
/// <c>{"en":"Deal","ru":"Сделка"}</c>. Culture names are two-letter languages or full names.
/// </summary>
[JsonConverter(typeof(LocalizedTextConverter))]
public sealed class LocalizedText : IEquatable<LocalizedText>, IFormattable
{
    /// <summary>The culture every text falls back to.</summary>
    public const string NeutralCulture = "en";

    private readonly ImmutableSortedDictionary<string, string> _texts;

    /// <param name="texts">Culture name to text.</param>
    public LocalizedText(IEnumerable<KeyValuePair<string, string>> texts) =>
        _texts = texts.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The texts by culture, sorted by culture name.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>An English and a Russian text.</summary>
    public static LocalizedText Of(string english, string russian) =>
        new([new("en", english), new("ru", russian)]);

    /// <summary>Several texts as one, in every culture that any of them has.</summary>
    public static LocalizedText Join(string separator, IEnumerable<LocalizedText> texts)
    {
        var all = texts.ToList();
        var cultures = all.SelectMany(t => t._texts.Keys).Append(NeutralCulture).Distinct(StringComparer.OrdinalIgnoreCase);
        return new(cultures.Select(c => KeyValuePair.Create(c, string.Join(separator, all.Select(t => t.For(CultureInfo.GetCultureInfo(c)))))));
    }

    public static implicit operator LocalizedText(string english) => new([new(NeutralCulture, english)]);

    public static LocalizedText FromString(string english) => english;

    /// <summary>The text for the culture, its language, English, or whatever there is, in this order.</summary>
    public string For(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return _texts.TryGetValue(culture.Name, out var exact) ? exact
            : _texts.TryGetValue(culture.TwoLetterISOLanguageName, out var language) ? language
            : _texts.TryGetValue(NeutralCulture, out var neutral) ? neutral
            : _texts.Values.FirstOrDefault() ?? "";
    }

    /// <summary>This text with the cultures of <paramref name="higher"/> laid over it.</summary>
    public LocalizedText Overlay(LocalizedText? higher) =>
        higher is null ? this : new LocalizedText(_texts.SetItems(higher._texts));

    public bool Equals(LocalizedText? other) =>
        other is not null && _texts.Count == other._texts.Count && _texts.SequenceEqual(other._texts);

    public override bool Equals(object? obj) => Equals(obj as LocalizedText);

    public override int GetHashCode() =>
        _texts.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <summary>The neutral text; for people use <see cref="For"/>.</summary>
    public override string ToString() => For(CultureInfo.InvariantCulture);

    /// <summary>The text for the culture given as provider: so a text may be an argument of another, such as a field's label in an error.</summary>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
        For(formatProvider as CultureInfo ?? CultureInfo.InvariantCulture);
}

/// <summary>Reads and writes <see cref="LocalizedText"/> as a string or as an object of cultures.</summary>
public sealed class LocalizedTextConverter : JsonConverter<LocalizedText>
{
    public override LocalizedText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.StartObject => new LocalizedText(
                JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!),
            _ => throw new JsonException("A text is a string or an object of cultures."),
        };

    public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options)
    {
        if (value.Texts.Count == 1 && value.Texts.TryGetValue(LocalizedText.NeutralCulture, out var only))
        {
            writer.WriteStringValue(only);
            return;
        }

        JsonSerializer.Serialize(writer, value.Texts, options);
    }
}
