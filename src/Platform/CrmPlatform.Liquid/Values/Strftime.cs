using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>The strftime of Ruby's Time: conversions with the flags - 0 ^ # _ : and a width.</summary>
internal static class Strftime
{
    private const int MaxWidth = 1024;
    private static readonly DateTimeFormatInfo _names = CultureInfo.InvariantCulture.DateTimeFormat;

    public static void Append(TextBuffer output, DateTimeOffset date, ReadOnlySpan<char> format, TimeZoneInfo zone)
    {
        while (format.Length > 0)
        {
            var percent = format.IndexOf('%');
            if (percent < 0 || percent == format.Length - 1)
            {
                output.Append(format);
                return;
            }

            output.Append(format[..percent]);
            format = format[percent..];
            var directive = Directive.Read(format);
            output.Budget.ChargeMemory(96 + (directive.Width * 4L));
            output.Budget.ChargeText(directive.Width);
            var text = directive.IsKnown ? Convert(directive, date, zone, output) : null;
            output.Append(text is null ? format[..Math.Max(1, directive.Length)] : Apply(directive, text));
            format = format[Math.Max(1, directive.Length)..];
        }
    }

    public static string Offset(TimeSpan offset, int colons)
    {
        var sign = offset < TimeSpan.Zero ? "-" : "+";
        var time = offset.Duration();
        return colons switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{sign}{time.Hours:00}{time.Minutes:00}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{sign}{time.Hours:00}:{time.Minutes:00}"),
            3 when time.Minutes == 0 => string.Create(CultureInfo.InvariantCulture, $"{sign}{time.Hours:00}"),
            3 when time.Seconds == 0 => string.Create(CultureInfo.InvariantCulture, $"{sign}{time.Hours:00}:{time.Minutes:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{time.Hours:00}:{time.Minutes:00}:{time.Seconds:00}"),
        };
    }

    private static string? Convert(Directive directive, DateTimeOffset date, TimeZoneInfo zone, TextBuffer output) =>
        Words(directive.Letter, date, zone) ?? Composite(directive.Letter, date, zone, output) ?? Numeric(directive, date);

    private static string? Words(char letter, DateTimeOffset date, TimeZoneInfo zone) => letter switch
    {
        'A' => _names.GetDayName(date.DayOfWeek),
        'a' => _names.GetAbbreviatedDayName(date.DayOfWeek),
        'B' => _names.GetMonthName(date.Month),
        'b' or 'h' => _names.GetAbbreviatedMonthName(date.Month),
        'p' => date.Hour < 12 ? "AM" : "PM",
        'P' => date.Hour < 12 ? "am" : "pm",
        'Z' => ZoneName(date, zone),
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => null,
    };

    private static string? Composite(char letter, DateTimeOffset date, TimeZoneInfo zone, TextBuffer output)
    {
        var format = letter switch
        {
            'c' => "%a %b %e %H:%M:%S %Y",
            'D' or 'x' => "%m/%d/%y",
            'F' => "%Y-%m-%d",
            'v' => "%e-%^b-%Y",
            'T' or 'X' => "%H:%M:%S",
            'R' => "%H:%M",
            'r' => "%I:%M:%S %p",
            _ => null,
        };
        if (format is null)
        {
            return null;
        }

        output.Budget.ChargeMemory(TextBuffer.FirstBytes);
        var buffer = new TextBuffer(output.Budget, isOutput: false);
        Append(buffer, date, format, zone);
        var text = buffer.ToText();
        buffer.Release();
        return text;
    }

    private static string? Numeric(Directive directive, DateTimeOffset date)
    {
        var hour12 = date.Hour % 12 == 0 ? 12 : date.Hour % 12;
        return directive.Letter switch
        {
            'Y' => directive.Pad(date.Year, 4, '0'),
            'C' => directive.Pad(date.Year / 100, 2, '0'),
            'y' => directive.Pad(date.Year % 100, 2, '0'),
            'm' => directive.Pad(date.Month, 2, '0'),
            'd' => directive.Pad(date.Day, 2, '0'),
            'e' => directive.Pad(date.Day, 2, ' '),
            'j' => directive.Pad(date.DayOfYear, 3, '0'),
            'H' => directive.Pad(date.Hour, 2, '0'),
            'k' => directive.Pad(date.Hour, 2, ' '),
            'I' => directive.Pad(hour12, 2, '0'),
            'l' => directive.Pad(hour12, 2, ' '),
            'M' => directive.Pad(date.Minute, 2, '0'),
            'S' => directive.Pad(date.Second, 2, '0'),
            'L' => SecondFraction(date, directive.Width is 0 ? 3 : directive.Width),
            'N' => SecondFraction(date, directive.Width is 0 ? 9 : directive.Width),
            'z' => PaddedOffset(date.Offset, directive),
            'u' => directive.Pad(date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek, 1, '0'),
            'w' => directive.Pad((int)date.DayOfWeek, 1, '0'),
            'G' => directive.Pad(ISOWeek.GetYear(date.DateTime), 4, '0'),
            'g' => directive.Pad(ISOWeek.GetYear(date.DateTime) % 100, 2, '0'),
            'V' => directive.Pad(ISOWeek.GetWeekOfYear(date.DateTime), 2, '0'),
            'U' => directive.Pad((date.DayOfYear + 6 - (int)date.DayOfWeek) / 7, 2, '0'),
            'W' => directive.Pad((date.DayOfYear + 6 - (((int)date.DayOfWeek + 6) % 7)) / 7, 2, '0'),
            's' => directive.Pad(date.ToUnixTimeSeconds(), 1, '0'),
            _ => null,
        };
    }

    private static string Apply(Directive directive, string text)
    {
        if (directive.Swap && directive.Letter is 'p' or 'Z')
        {
            text = text.ToLowerInvariant();
        }
        else if (directive.Upper || (directive.Swap && !directive.IsComposite))
        {
            text = text.ToUpperInvariant();
        }

        if ((directive.NoPad && !directive.IsComposite) || directive.Letter is 'L' or 'N' || text.Length >= directive.Width || text.Length == 0)
        {
            return text;
        }

        return text.PadLeft(directive.Width, directive.Padding ?? (directive.IsNumeric ? '0' : ' '));
    }

    /// <summary>The hours fill the width: with zeros after the sign, or with spaces before it.</summary>
    private static string PaddedOffset(TimeSpan offset, Directive directive)
    {
        var text = Offset(offset, directive.Colons);
        if (directive.Padding == ' ' && text[1] == '0')
        {
            text = (text[..1] + text[2..]).PadLeft(text.Length);
        }

        return directive.Padding == ' ' ? text.PadLeft(directive.Width) : text[..1] + text[1..].PadLeft(Math.Max(0, directive.Width - 1), '0');
    }

    private static string SecondFraction(DateTimeOffset date, int digits)
    {
        var ticks = (date.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture);
        return digits <= ticks.Length ? ticks[..digits] : ticks.PadRight(digits, '0');
    }

    /// <summary>"UTC", or the zone's own short name where the machine knows one; a foreign offset has no name, as in Ruby.</summary>
    private static string ZoneName(DateTimeOffset date, TimeZoneInfo zone)
    {
        if (date.Offset == TimeSpan.Zero && zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime)
        {
            return "UTC";
        }

        if (zone.GetUtcOffset(date) != date.Offset)
        {
            return date.Offset == TimeSpan.Zero ? "UTC" : string.Empty;
        }

        return Abbreviation(zone.IsDaylightSavingTime(date) ? zone.DaylightName : zone.StandardName) ?? Offset(date.Offset, 1);
    }

    /// <summary>The usual letters of a zone; .NET knows only the long names. Zones without letters of their own show their offset.</summary>
    private static string? Abbreviation(string name)
    {
        if (name.Length <= 5)
        {
            return name;
        }

        var words = name.Split(' ');
        var letters = string.Concat(words.Select(word => word[..Math.Min(1, word.Length)]));
        return words switch
        {
            [_, "European", "Standard", "Time"] => letters[..2] + "T",
            [_, "European", ..] or ["Eastern" or "Central" or "Mountain" or "Pacific", _, "Time"] or ["Greenwich", "Mean", "Time"] or ["British", "Summer", "Time"] => letters,
            ["Moscow", ..] => "MSK",
            _ => null,
        };
    }

    private readonly record struct Directive(char Letter, int Length, int Width, int Colons, bool NoPad, bool Upper, bool Swap, char? Padding, char Modifier)
    {
        public bool IsNumeric => Letter is not ('A' or 'a' or 'B' or 'b' or 'h' or 'p' or 'P' or 'Z' or 'n' or 't' or '%'
            or 'e' or 'k' or 'l') && !IsComposite;

        public bool IsComposite => Letter is 'c' or 'D' or 'x' or 'F' or 'v' or 'T' or 'X' or 'R' or 'r';

        /// <summary>Only an offset takes colons, three at most; the letters that E and O may stand before are Ruby's.</summary>
        public bool IsKnown => Length > 0 && (Colons == 0 || (Letter == 'z' && Colons <= 3)) && Modifier switch
        {
            'E' => Letter is 'c' or 'C' or 'x' or 'X' or 'y' or 'Y',
            'O' => Letter is 'd' or 'e' or 'H' or 'k' or 'I' or 'l' or 'm' or 'M' or 'S' or 'u' or 'U' or 'V' or 'w' or 'W' or 'y',
            _ => true,
        };

        public static Directive Read(ReadOnlySpan<char> format)
        {
            var at = 1;
            var result = default(Directive);
            while (at < format.Length && format[at] is '-' or '0' or '^' or '#' or '_' or ':')
            {
                result = result.With(format[at]);
                at++;
            }

            var width = 0;
            for (; at < format.Length && char.IsAsciiDigit(format[at]); at++)
            {
                width = Math.Min(MaxWidth, (width * 10) + format[at] - '0');
            }

            if (at + 1 < format.Length && format[at] is 'E' or 'O')
            {
                result = result with { Modifier = format[at] };
                at++;
            }

            return at < format.Length ? result with { Letter = format[at], Length = at + 1, Width = width } : default;
        }

        public string Pad(long number, int width, char padding)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            return NoPad ? digits : digits.PadLeft(Width > 0 ? Width : width, Padding ?? padding);
        }

        private Directive With(char flag) => flag switch
        {
            '-' => this with { NoPad = true },
            '0' => this with { Padding = '0' },
            '_' => this with { Padding = ' ' },
            '^' => this with { Upper = true },
            '#' => this with { Swap = true },
            _ => this with { Colons = Colons + 1 },
        };
    }
}
