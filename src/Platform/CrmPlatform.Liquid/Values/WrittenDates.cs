namespace CrmPlatform.Liquid;

/// <summary>
/// Where Ruby reads a written date otherwise than .NET's parser does: the day comes first in 05.06.2024, 05/06/2024
/// and 05-06-2024; 1st and 5th are days; EST and its kin are offsets.
/// </summary>
internal static class WrittenDates
{
    private static readonly (string Name, string Offset)[] _zones =
    [
        (" EST", " -05:00"), (" EDT", " -04:00"), (" CST", " -06:00"), (" CDT", " -05:00"),
        (" MST", " -07:00"), (" MDT", " -06:00"), (" PST", " -08:00"), (" PDT", " -07:00"),
    ];

    /// <summary>The text as .NET reads it rightly; empty when it is no date for Ruby though .NET would guess one.</summary>
    public static ReadOnlySpan<char> Rewrite(ReadOnlySpan<char> text)
    {
        var day = Digits(text, 0);
        if (day > 0 && day < text.Length && text[day] is '.' or ',' or '/' or '-')
        {
            return Zoned(DayFirst(text, day));
        }

        return Zoned(WithoutOrdinal(text));
    }

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

        if (day > 2 || month is < 1 or > 2 || separator == ',')
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

        return text;
    }
}
