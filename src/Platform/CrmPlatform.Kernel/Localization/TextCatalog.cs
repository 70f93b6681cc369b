using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Kernel.Localization;

/// <summary>
/// Texts of the platform and of all modules, read at first use from resources named <c>Localization/{culture}.json</c> (or with
/// dots, as the build names them by default).
/// </summary>
public sealed partial class TextCatalog : ITexts
{
    private static readonly CultureInfo _neutral = CultureInfo.GetCultureInfo(LocalizedText.NeutralCulture);

    private readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, string>>> _byCulture;
    private readonly Lazy<IReadOnlyList<CultureInfo>> _cultures;

    /// <param name="assemblies">Asked for once, at first use. A later assembly does not override the keys of an earlier one.</param>
    public TextCatalog(Func<IEnumerable<Assembly>> assemblies)
    {
        _byCulture = new(() => Merge(assemblies()));
        _cultures = new(() => [.. _byCulture.Value.Keys.OrderBy(k => k == _neutral.Name ? 0 : 1).ThenBy(k => k, StringComparer.Ordinal).Select(CultureInfo.GetCultureInfo)]);
    }

    [GeneratedRegex(@"(^|\.)Localization[./](?<culture>[A-Za-z]{2}(-[A-Za-z]+)?)\.json$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceName();

    public IReadOnlyList<CultureInfo> Cultures => _cultures.Value;

    public string Get(CultureInfo culture, string key, params ReadOnlySpan<(string Name, object? Value)> args) =>
        Fill(FindExact(culture, key) ?? FindExact(_neutral, key) ?? key, args, culture);

    public string Plural(CultureInfo culture, string key, long count, params ReadOnlySpan<(string Name, object? Value)> args)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var text = FindPlural(culture, key, count) ?? FindPlural(_neutral, key, count) ?? key;
        return Fill(text, [("count", count.ToString("N0", culture)), .. args], culture);
    }

    public string Get(CultureInfo culture, UserError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error is not ValidationError { Findings: [var first, ..] })
        {
            return Get(culture, error.Code, error.Args);
        }

        var args = new Dictionary<string, object?>(error.Args, StringComparer.Ordinal) { ["first"] = Get(culture, first.Code, first.Args) };
        return Get(culture, error.Code, args);
    }

    public string Get(CultureInfo culture, ErrorCode code, IReadOnlyDictionary<string, object?> args)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(args);
        var template = FindExact(culture, "error." + code.Id) ?? code.Text;
        return UserError.Fill(template, args.ToDictionary(a => a.Key, a => Spoken(a.Value, culture), StringComparer.Ordinal), culture);
    }

    /// <summary>The keys that a culture has; for tests that find missing texts.</summary>
    public IReadOnlyCollection<string> KeysOf(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return _byCulture.Value.TryGetValue(culture.Name, out var texts) ? texts.Keys : [];
    }

    private string? FindExact(CultureInfo culture, string key)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return (_byCulture.Value.TryGetValue(culture.Name, out var exact) ? exact.GetValueOrDefault(key) : null)
            ?? (_byCulture.Value.TryGetValue(culture.TwoLetterISOLanguageName, out var language) ? language.GetValueOrDefault(key) : null);
    }

    private string? FindPlural(CultureInfo culture, string key, long count) =>
        FindExact(culture, $"{key}.{Plurals.FormOf(culture, count)}") ?? FindExact(culture, key + ".other");

    private static string Fill(string template, ReadOnlySpan<(string Name, object? Value)> args, CultureInfo culture)
    {
        if (args.IsEmpty)
        {
            return template;
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in args)
        {
            values[name] = Spoken(value, culture);
        }

        return UserError.Fill(template, values, culture);
    }

    private static object? Spoken(object? value, CultureInfo culture) => value is LocalizedText text ? text.For(culture) : value;

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Merge(IEnumerable<Assembly> assemblies)
    {
        var merged = new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (assembly, culture, resource) in assemblies.Distinct().SelectMany(Resources))
        {
            if (!merged.TryGetValue(culture, out var texts))
            {
                merged[culture] = texts = new(StringComparer.Ordinal);
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                texts.TryAdd(key, text);
            }
        }

        return merged.ToFrozenDictionary(p => p.Key, p => p.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<(Assembly Assembly, string Culture, string Resource)> Resources(Assembly assembly) =>
        from resource in assembly.GetManifestResourceNames()
        let match = ResourceName().Match(resource)
        where match.Success
        select (assembly, match.Groups["culture"].Value, resource);
}
