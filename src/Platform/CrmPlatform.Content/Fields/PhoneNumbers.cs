using System.Text;

namespace CrmPlatform.Content.Fields;

/// <summary>
/// Reads and writes phone numbers by <see cref="PhoneRules"/>. Of a number its length is judged, not whether somebody has it: ranges
/// are given out faster than programs are renewed.
/// </summary>
internal static class PhoneNumbers
{
    private const int E164MaxDigits = 15;
    private const int LeastDigits = 7;
    private const string UsualExit = "00";
    private const string Separators = " \u00a0\u202f()-\u2010\u2011\u2012\u2013./";

    /// <summary>The number as E.164; null when it is none. Without a country only international forms are taken.</summary>
    public static string? ToE164(string written, string? country)
    {
        var text = written.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? written[4..] : written;
        var international = text.TrimStart().StartsWith('+');
        if (Digits(international ? text.TrimStart()[1..] : text) is not { Length: > 0 } digits)
        {
            return null;
        }

        var abroad = WithoutTrunkInBrackets(text, digits);
        if (international)
        {
            return International(abroad);
        }

        if (PhoneRules.All.OfCountry(country) is not { } rule)
        {
            return WithUsualExit(abroad);
        }

        // Two zeros begin numbers inside Japan.
        var usual = PhoneRules.IsWhole(digits, rule.Number) ? null : WithUsualExit(abroad);
        return WithExit(abroad, rule) ?? usual ?? National(digits, rule);
    }

    /// <summary>Grouped for reading, as it is dialled from abroad.</summary>
    public static string Format(string number)
    {
        var digits = number.TrimStart('+');
        if (PhoneRules.All.OfNumber(digits) is not { } found)
        {
            return number;
        }

        var rest = digits[found.Code.Length..];
        var format = found.Rules[0].Formats?.FirstOrDefault(f => PhoneRules.Begins(rest, f[2]).Success && PhoneRules.IsWhole(rest, f[0]));
        return $"+{found.Code} {(format is null ? Grouped(rest) : PhoneRules.Replace(rest, format[0], format[1]))}".TrimEnd();
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

        return PhoneRules.All.OfNumber(digits) is { } found && found.Rules.Any(r => Fits(digits.Length - found.Code.Length, r)) ? "+" + digits : null;
    }

    /// <summary>What the country dials before a number abroad stands for the plus.</summary>
    private static string? WithExit(string digits, PhoneRule rule) =>
        rule.Exit is { } exit && PhoneRules.Begins(digits, exit) is { Success: true } abroad && abroad.Length < digits.Length ? International(digits[abroad.Length..]) : null;

    /// <summary>So do the two zeros of most countries, wherever the number is written down.</summary>
    private static string? WithUsualExit(string digits) =>
        digits.StartsWith(UsualExit, StringComparison.Ordinal) && digits.Length > UsualExit.Length ? International(digits[UsualExit.Length..]) : null;

    private static string? National(string digits, PhoneRule rule)
    {
        if (WithoutTrunk(digits, rule) is { } inside && Fits(inside.Length, rule))
        {
            return $"+{rule.Code}{inside}";
        }

        if (Fits(digits.Length, rule))
        {
            return $"+{rule.Code}{digits}";
        }

        // 7 912 …: the country's own code without a plus
        return digits.StartsWith(rule.Code, StringComparison.Ordinal) && Fits(digits.Length - rule.Code.Length, rule) ? "+" + digits : null;
    }

    /// <summary>Null where nothing stands before the national number, or what looks like it belongs to the number itself.</summary>
    private static string? WithoutTrunk(string digits, PhoneRule rule)
    {
        if ((rule.Strip ?? rule.Trunk) is not { } pattern || PhoneRules.Begins(digits, pattern) is not { Success: true, Length: > 0 } trunk)
        {
            return null;
        }

        var inside = rule.Put is { } put && trunk.Groups[^1].Success ? trunk.Result(put) + digits[trunk.Length..] : digits[trunk.Length..];
        return PhoneRules.IsWhole(digits, rule.Number) && !PhoneRules.IsWhole(inside, rule.Number) ? null : inside;
    }

    private static bool Fits(int length, PhoneRule rule) => rule.Lengths.Contains(length);

    private static string Grouped(string digits)
    {
        var groups = new List<string>();
        while (digits.Length > 4)
        {
            groups.Add(digits[..3]);
            digits = digits[3..];
        }

        groups.Add(digits);
        return string.Join(' ', groups);
    }

    /// <summary>Digits of a part of a number, for filters.</summary>
    public static string Part(string written) =>
        new([.. written.Where((c, i) => char.IsAsciiDigit(c) || (c == '+' && i == 0))]);
}
