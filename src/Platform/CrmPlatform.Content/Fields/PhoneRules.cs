using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmPlatform.Content.Fields;

/// <summary>How numbers of a country look.</summary>
/// <param name="Code">Calling code.</param>
/// <param name="Lengths">Digits of a national number.</param>
/// <param name="Number">A pattern of all its national numbers.</param>
/// <param name="Exit">A pattern of what is dialled before an international number.</param>
/// <param name="Trunk">What is dialled before a national number inside the country, and left out from abroad.</param>
/// <param name="Strip">A pattern of it, where it is more than that.</param>
/// <param name="Put">What stands for <paramref name="Strip"/> in the national number.</param>
/// <param name="Formats">Each a pattern, its groups, and a pattern of how the number begins.</param>
internal sealed record PhoneRule(
    string Code,
    IReadOnlyList<int> Lengths,
    string Number,
    string? Exit = null,
    string? Trunk = null,
    string? Strip = null,
    string? Put = null,
    IReadOnlyList<IReadOnlyList<string>>? Formats = null);

/// <summary>The rules of all countries, made by the build from the metadata of libphonenumber-js (<c>Phones/</c>) and read when first needed.</summary>
/// <param name="Codes">Calling code to its countries, the main one first.</param>
/// <param name="Countries">By ISO code.</param>
internal sealed record PhoneRules(IReadOnlyDictionary<string, IReadOnlyList<string>> Codes, IReadOnlyDictionary<string, PhoneRule> Countries)
{
    public const string Resource = "phone-rules.json";
    private const int LongestCode = 3;
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<PhoneRules> _all = new(Read);
    private static readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    public static PhoneRules All => _all.Value;

    public PhoneRule? OfCountry(string? country) => country is null ? null : Countries.GetValueOrDefault(country.ToUpperInvariant());

    /// <summary>The calling code that a number begins with, and the rules of its countries; null where there is no such code.</summary>
    public (string Code, IReadOnlyList<PhoneRule> Rules)? OfNumber(string digits)
    {
        for (var length = 1; length <= Math.Min(LongestCode, digits.Length); length++)
        {
            if (Codes.TryGetValue(digits[..length], out var countries))
            {
                return (digits[..length], [.. countries.Select(c => Countries[c])]);
            }
        }

        return null;
    }

    /// <summary>Whether a text is a match from its beginning to its end.</summary>
    public static bool IsWhole(string text, string pattern) => Pattern($"^(?:{pattern})$").IsMatch(text);

    /// <summary>What matches a pattern at the beginning of a text.</summary>
    public static Match Begins(string text, string pattern) => Pattern($"^(?:{pattern})").Match(text);

    public static string Replace(string text, string pattern, string by) => Pattern(pattern).Replace(text, by);

    private static Regex Pattern(string pattern) =>
        _patterns.GetOrAdd(pattern, p => new Regex(p, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static PhoneRules Read()
    {
        using var stream = typeof(PhoneRules).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The build left out {Resource}.");
        return JsonSerializer.Deserialize<PhoneRules>(stream, _options)!;
    }
}
