using System.Collections.Frozen;
using System.Text;

namespace CrmPlatform.Content.Fields;

/// <summary>
/// A compact set of numbering rules: calling codes with the least and greatest length of a national number, and how numbers are
/// dialled inside a country. Other codes that the ITU has given are taken with E.164's own limits.
/// </summary>
internal static class PhoneNumbers
{
    private const int E164MaxDigits = 15;
    private const int LeastDigits = 7;
    private const string Separators = " \u00a0\u202f()-\u2010\u2011\u2012\u2013./";

    /// <param name="Code">Calling code.</param>
    /// <param name="Trunk">What is dialled before a national number inside the country, and left out from abroad.</param>
    private sealed record Rule(string Country, string Code, int Min, int Max, string Trunk = "0", string Exit = "00");

    private static readonly Rule[] _rules =
    [
        new("US", "1", 10, 10, "1", "011"), new("CA", "1", 10, 10, "1", "011"),
        new("RU", "7", 10, 10, "8", "810"), new("KZ", "7", 10, 10, "8", "810"),
        new("BY", "375", 9, 10, "8", "810"), new("UA", "380", 9, 9), new("GE", "995", 9, 9), new("AM", "374", 8, 8), new("AZ", "994", 9, 9),
        new("UZ", "998", 9, 9, "", "810"), new("KG", "996", 9, 9), new("TJ", "992", 9, 9, "", "810"), new("TM", "993", 8, 8, "8", "810"),
        new("MD", "373", 8, 8), new("LT", "370", 8, 8, "0"), new("LV", "371", 8, 8, ""), new("EE", "372", 7, 8, ""),
        new("GB", "44", 9, 10), new("IE", "353", 7, 9), new("DE", "49", 5, 12), new("AT", "43", 4, 13), new("CH", "41", 9, 9),
        new("FR", "33", 9, 9), new("ES", "34", 9, 9, ""), new("PT", "351", 9, 9, ""), new("IT", "39", 6, 11, ""), new("NL", "31", 9, 9),
        new("BE", "32", 8, 9), new("LU", "352", 4, 11, ""), new("DK", "45", 8, 8, ""), new("SE", "46", 7, 9), new("NO", "47", 8, 8, ""),
        new("FI", "358", 5, 12), new("PL", "48", 9, 9, ""), new("CZ", "420", 9, 9, ""), new("SK", "421", 9, 9), new("HU", "36", 8, 9, "06"),
        new("RO", "40", 9, 9), new("BG", "359", 7, 9), new("GR", "30", 10, 10, ""), new("RS", "381", 8, 9), new("HR", "385", 8, 9),
        new("SI", "386", 8, 8), new("TR", "90", 10, 10), new("IL", "972", 8, 9), new("AE", "971", 8, 9), new("SA", "966", 8, 9),
        new("EG", "20", 8, 10), new("ZA", "27", 9, 9), new("NG", "234", 8, 10), new("KE", "254", 9, 9), new("MA", "212", 9, 9),
        new("IN", "91", 10, 10), new("CN", "86", 10, 11), new("JP", "81", 9, 10, "0", "010"), new("KR", "82", 8, 10, "0", "001"),
        new("HK", "852", 8, 8, "", "001"), new("SG", "65", 8, 8, "", "001"), new("MY", "60", 8, 10), new("TH", "66", 8, 9, "0", "001"),
        new("VN", "84", 9, 10), new("ID", "62", 8, 12, "0", "001"), new("PH", "63", 8, 10), new("AU", "61", 9, 9, "0", "0011"),
        new("NZ", "64", 8, 10), new("BR", "55", 10, 11), new("AR", "54", 10, 11), new("MX", "52", 10, 10, ""), new("CL", "56", 9, 9, ""),
        new("CO", "57", 10, 10, ""), new("PE", "51", 8, 9),
    ];

    private static readonly FrozenDictionary<string, Rule> _byCountry =
        _rules.ToFrozenDictionary(r => r.Country, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Rule> _byCode =
        _rules.DistinctBy(r => r.Code, StringComparer.Ordinal).ToFrozenDictionary(r => r.Code, StringComparer.Ordinal);

    /// <summary>The number as E.164; null when it is none. Without a country only international forms are taken.</summary>
    public static string? ToE164(string written, string? country)
    {
        var text = written.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? written[4..] : written;
        var international = text.TrimStart().StartsWith('+');
        if (Digits(international ? text.TrimStart()[1..] : text) is not { Length: > 0 } digits)
        {
            return null;
        }

        if (international)
        {
            return International(WithoutTrunkInBrackets(text, digits));
        }

        return country is not null && _byCountry.TryGetValue(country, out var rule) ? National(digits, rule) : null;
    }

    /// <summary>Grouped for reading.</summary>
    public static string Format(string number)
    {
        var (code, rest) = Split(number);
        var groups = (code, rest.Length) switch
        {
            ("1", 10) => [rest[..3], $"{rest[3..6]}-{rest[6..]}"],
            ("7", 10) => [rest[..3], $"{rest[3..6]}-{rest[6..8]}-{rest[8..]}"],
            _ => Grouped(rest),
        };
        return $"+{code} {string.Join(' ', groups)}".TrimEnd();
    }

    private static string? Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
            }
            else if (!Separators.Contains(character, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return digits.ToString();
    }

    /// <summary>+44 (0)20 7946 0000: the zero is for callers inside the country.</summary>
    private static string WithoutTrunkInBrackets(string text, string digits)
    {
        var zero = text.IndexOf("(0)", StringComparison.Ordinal);
        if (zero < 0)
        {
            return digits;
        }

        var before = text[..zero].Count(char.IsAsciiDigit);
        return digits.Remove(before, 1);
    }

    private static string? International(string digits)
    {
        if (digits[0] == '0' || digits.Length is < LeastDigits or > E164MaxDigits)
        {
            return null;
        }

        var rule = RuleOf(digits);
        return rule is null || Fits(digits.Length - rule.Code.Length, rule) ? "+" + digits : null;
    }

    private static string? National(string digits, Rule rule)
    {
        if (digits.StartsWith(rule.Exit, StringComparison.Ordinal) && International(digits[rule.Exit.Length..]) is { } abroad)
        {
            return abroad;
        }

        var trunk = rule.Trunk.Length > 0 && digits.StartsWith(rule.Trunk, StringComparison.Ordinal) ? rule.Trunk.Length : 0;
        if (trunk > 0 && Fits(digits.Length - trunk, rule))
        {
            return $"+{rule.Code}{digits[trunk..]}";
        }

        if (Fits(digits.Length, rule))
        {
            return $"+{rule.Code}{digits}";
        }

        // 7 912 …: the country's own code without a plus
        return digits.StartsWith(rule.Code, StringComparison.Ordinal) && Fits(digits.Length - rule.Code.Length, rule) ? "+" + digits : null;
    }

    private static bool Fits(int length, Rule rule) => length >= rule.Min && length <= rule.Max;

    private static Rule? RuleOf(string digits)
    {
        for (var length = 3; length > 0; length--)
        {
            if (_byCode.TryGetValue(digits[..length], out var rule))
            {
                return rule;
            }
        }

        return null;
    }

    private static (string Code, string Digits) Split(string number)
    {
        var digits = number.TrimStart('+');
        var code = digits.Length > 3 && RuleOf(digits) is { } rule ? rule.Code : digits[..Math.Min(3, digits.Length)];
        return (code, digits[code.Length..]);
    }

    private static List<string> Grouped(string digits)
    {
        var groups = new List<string>();
        while (digits.Length > 4)
        {
            groups.Add(digits[..3]);
            digits = digits[3..];
        }

        groups.Add(digits);
        return groups;
    }

    /// <summary>Digits of a part of a number, for filters.</summary>
    public static string Part(string written) =>
        new([.. written.Where((c, i) => char.IsAsciiDigit(c) || (c == '+' && i == 0))]);
}
