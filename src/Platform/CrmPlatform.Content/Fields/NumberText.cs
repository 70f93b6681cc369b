using System.Globalization;
using System.Text;

namespace CrmPlatform.Content.Fields;

/// <summary>
/// Reads numbers as people write them. Stricter than .NET's parser, which takes "1,5" in English for fifteen: digits between group
/// separators must come in threes, so that a comma meant as a decimal point is refused.
/// </summary>
public static class NumberText
{
    private const int MaxLength = 60;
    private const char Minus = '\u2212';

    /// <param name="culture">Whose decimal point and group separators are meant.</param>
    public static bool TryParse(string text, CultureInfo culture, out decimal value)
    {
        value = 0;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        var negative = text[0] is '-' or Minus;
        if (negative || text[0] == '+')
        {
            text = text[1..].TrimStart();
        }

        var format = culture.NumberFormat;
        var (whole, fraction) = Split(text, format);
        if (Ungroup(whole, format.NumberGroupSeparator) is not { } digits || !fraction.All(char.IsAsciiDigit) || digits.Length + fraction.Length == 0)
        {
            return false;
        }

        var plain = $"{(negative ? "-" : "")}{(digits.Length == 0 ? "0" : digits)}.{fraction}";
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    private static (string Whole, string Fraction) Split(string text, NumberFormatInfo format)
    {
        var point = text.IndexOf(format.NumberDecimalSeparator, StringComparison.Ordinal);
        var length = format.NumberDecimalSeparator.Length;
        if (point < 0 && format.NumberGroupSeparator != ".")
        {
            // The point of the numeric keypad, where it can mean nothing else.
            point = text.IndexOf('.', StringComparison.Ordinal);
            length = 1;
        }

        return point < 0 ? (text, "") : (text[..point], text[(point + length)..]);
    }

    private static string? Ungroup(string whole, string separator)
    {
        if (whole.All(char.IsAsciiDigit))
        {
            return whole;
        }

        var groups = Spaces(whole, separator).Split(' ');
        var digits = new StringBuilder();
        for (var i = 0; i < groups.Length; i++)
        {
            var fits = i == 0 ? groups[i].Length is > 0 and <= 3 : groups[i].Length == 3;
            if (!fits || !groups[i].All(char.IsAsciiDigit))
            {
                return null;
            }

            digits.Append(groups[i]);
        }

        return digits.ToString();
    }

    private static string Spaces(string whole, string separator)
    {
        var spaced = new StringBuilder(whole.Length);
        foreach (var character in whole)
        {
            var separates = char.IsWhiteSpace(character)
                || character is '\'' or '\u2019'
                || (separator.Length == 1 && separator[0] == character);
            spaced.Append(separates ? ' ' : character);
        }

        return spaced.ToString();
    }
}
