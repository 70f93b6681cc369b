using System.Buffers;
using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// Where Ruby reads a written date otherwise than .NET's parser does: the day comes first in 05.06.2024, 05/06/2024
/// and 05-06-2024; 1st and 5th are days; EST and its kin are offsets; a day and a month are of the present year.
/// </summary>
internal static class WrittenDates
{
    private static readonly SearchValues<char> _letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> _zoneLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/_");
    private static readonly (string Name, string Offset)[] _zones =
    [
        (" EST", " -05:00"), (" EDT", " -04:00"), (" CST", " -06:00"), (" CDT", " -05:00"),
        (" MST", " -07:00"), (" MDT", " -06:00"), (" PST", " -08:00"), (" PDT", " -07:00"),
    ];

    /// <summary>The text as .NET reads it rightly; empty when it is no date for Ruby though .NET would guess one.</summary>
    public static ReadOnlySpan<char> Rewrite(ReadOnlySpan<char> text, int presentYear)
    {
        var day = Digits(text, 0);
        if (day > 0 && day < text.Length && text[day] is '.' or ',' or '/' or '-')
        {
            return Zoned(DayFirst(text, day));
        }

        text = WithoutOrdinal(text);
        return IsDayOfMonth(text) ? string.Concat(text, string.Create(CultureInfo.InvariantCulture, $" {presentYear:0000}")) : Zoned(text);
    }

    /// <summary>"5 Mar" or "March 5": a word and a day. .NET would take the year from the machine's clock, or the day for one.</summary>
    private static bool IsDayOfMonth(ReadOnlySpan<char> text)
    {
        var space = text.IndexOf(' ');
        if (space < 0)
        {
            return false;
        }

        var first = text[..space];
        var second = text[(space + 1)..].TrimStart(' ');
        return (IsDay(first) && IsWord(second)) || (IsWord(first) && IsDay(second));
    }

    private static bool IsDay(ReadOnlySpan<char> text) => text.Length is 1 or 2 && Digits(text, 0) == text.Length;

    private static bool IsWord(ReadOnlySpan<char> text) => text.Length >= 3 && text.IndexOfAnyExcept(_letters) < 0;

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        var length = text[from..].IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length - from : length;
    }

    private static ReadOnlySpan<char> DayFirst(ReadOnlySpan<char> text, int day)
    {
        var separator = text[day];
        var month = Digits(text, day + 1);
        var second = day + 1 + month;
        if (second >= text.Length || text[second] != separator)
        {
            // Two numbers with a point or a comma are a number.
            return separator is '.' or ',' && second == text.Length ? [] : text;
        }

        if (month == 0)
        {
            return [];
        }

        if (day > 2 || month > 2 || separator == ',')
        {
            return text;
        }

        // A year of two digits could be any of the three numbers.
        return Digits(text, second + 1) != 4 ? []
            : string.Concat(string.Concat(text.Slice(second + 1, 4), "-", text.Slice(day + 1, month)), "-", text[..day], text[(second + 5)..]);
    }

    /// <summary>"Mar 5th, 2024" and "1st Jan 2024" without the letters after the day.</summary>
    private static ReadOnlySpan<char> WithoutOrdinal(ReadOnlySpan<char> text)
    {
        for (var at = 1; at + 2 <= text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at - 1]) && text.Slice(at, 2) is "st" or "nd" or "rd" or "th" && (at + 2 == text.Length || !char.IsLetter(text[at + 2])))
            {
                return string.Concat(text[..at], text[(at + 2)..]);
            }
        }

        return text;
    }

    private static ReadOnlySpan<char> Zoned(ReadOnlySpan<char> text)
    {
        foreach (var (name, offset) in _zones)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase) && text.Contains(':'))
            {
                return string.Concat(text[..^name.Length], offset);
            }
        }

        return WithoutZoneName(text);
    }

    /// <summary>A zone of another name is passed over, as in Ruby: the time stands as it is written.</summary>
    private static ReadOnlySpan<char> WithoutZoneName(ReadOnlySpan<char> text)
    {
        var last = text.LastIndexOf(' ');
        var name = text[(last + 1)..];
        return last > 0 && char.IsAsciiDigit(text[last - 1]) && text[..last].Contains(':') && name.Length >= 3
            && name.IndexOfAnyExcept(_zoneLetters) < 0 && name is not ("UTC" or "GMT") ? text[..last] : text;
    }
}
