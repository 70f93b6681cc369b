using System.Globalization;
using System.Text.Json;

namespace CrmPlatform.Web.Commands;

/// <summary>
/// Descriptions of commands and options, straight from this assembly's catalogue: help must answer at once, without
/// starting the platform.
/// </summary>
public sealed class CommandTexts(CultureInfo culture)
{
    private readonly Dictionary<string, string> _english = Read("en");
    private readonly Dictionary<string, string> _own =
        culture.TwoLetterISOLanguageName is "en" or "iv" ? [] : Read(culture.TwoLetterISOLanguageName);

    public string this[string key] => _own.GetValueOrDefault(key) ?? _english.GetValueOrDefault(key) ?? key;

    private static Dictionary<string, string> Read(string language)
    {
        var assembly = typeof(CommandTexts).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Localization/{language}.json");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (stream is not null)
        {
            using var json = JsonDocument.Parse(stream);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                texts[property.Name] = property.Value.GetString()!;
            }
        }

        return texts;
    }
}
