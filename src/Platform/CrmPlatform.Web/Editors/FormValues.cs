using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace CrmPlatform.Web.Editors;

/// <summary>
/// Texts of a form's inputs by name, as typed. What a person wrote stays in the form whatever became of it.
/// </summary>
public sealed class FormValues
{
    private readonly Dictionary<string, StringValues> _texts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="prefix">Only inputs whose names begin so, by the rest of their names.</param>
    public static FormValues Of(IFormCollection form, string prefix = "")
    {
        var values = new FormValues();
        foreach (var (name, texts) in form)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                values._texts[name[prefix.Length..]] = texts;
            }
        }

        return values;
    }

    public StringValues this[string name]
    {
        get => _texts.GetValueOrDefault(name);
        set => _texts[name] = value;
    }

    public bool Has(string name) => _texts.ContainsKey(name);

    public string Text(string name) => this[name].LastOrDefault() ?? "";

    /// <summary>Every text but empty ones: lists carry an empty companion, so that a form without ticks still names its field.</summary>
    public IReadOnlyList<string> List(string name) => [.. this[name].OfType<string>().Where(v => v.Length > 0)];

    public void CopyFrom(FormValues other, string name)
    {
        if (other.Has(name))
        {
            this[name] = other[name];
        }
    }

    /// <summary>Whether an input holds the same in both; line breaks compare alike, as browsers change them.</summary>
    public bool Same(FormValues other, string name) =>
        List(name).Select(Plain).SequenceEqual(other.List(name).Select(Plain), StringComparer.Ordinal);

    public string ToJson(IEnumerable<string> names) =>
        JsonSerializer.Serialize(names.Where(Has).Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => this[n].ToArray(), StringComparer.Ordinal));

    public static FormValues FromJson(string json)
    {
        var values = new FormValues();
        foreach (var (name, texts) in JsonSerializer.Deserialize<Dictionary<string, string?[]>>(json) ?? [])
        {
            values[name] = texts;
        }

        return values;
    }

    private static string Plain(string text) => text.ReplaceLineEndings("\n");
}
