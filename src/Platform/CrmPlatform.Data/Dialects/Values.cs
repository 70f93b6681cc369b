using System.Text;

namespace CrmPlatform.Data.Dialects;

/// <summary>Forms of values in SQLite: decimals as scaled integers, dates and instants as ISO text of fixed width.</summary>
internal static class SqliteValues
{
    private static readonly decimal[] _powers = [.. Enumerable.Range(0, 19).Select(n => (decimal)Math.Pow(10, n))];

    /// <summary>A decimal times ten to the scale, halves away from zero.</summary>
    public static long Scale(decimal value, int scale)
    {
        try
        {
            return decimal.ToInt64(decimal.Round(value * _powers[scale], 0, MidpointRounding.AwayFromZero));
        }
        catch (OverflowException)
        {
            throw StorageErrors.NumberTooLarge.With(("value", value));
        }
    }

    public static decimal Unscale(long value, int scale)
    {
        var magnitude = (ulong)Math.Abs(value == long.MinValue ? long.MaxValue : value);
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), 0, value < 0, (byte)scale);
    }

    public const int DayLength = 10;
    public const int InstantLength = 24;

    public static string Day(DateOnly day) =>
        string.Create(DayLength, day, static (text, value) => Write(text, value.Year, value.Month, value.Day));

    /// <summary><c>2026-11-21T12:00:00.000Z</c></summary>
    public static string Instant(DateTimeOffset instant) =>
        string.Create(InstantLength, instant.UtcDateTime, static (text, value) => Write(text, value));

    /// <summary>The same as UTF-8, into a buffer of at least its length.</summary>
    public static void WriteUtf8(Span<byte> utf8, DateOnly day)
    {
        Span<char> text = stackalloc char[DayLength];
        Write(text, day.Year, day.Month, day.Day);
        Ascii.FromUtf16(text, utf8, out _);
    }

    public static void WriteUtf8(Span<byte> utf8, DateTimeOffset instant)
    {
        Span<char> text = stackalloc char[InstantLength];
        Write(text, instant.UtcDateTime);
        Ascii.FromUtf16(text, utf8, out _);
    }

    public static DateOnly ReadDay(ReadOnlySpan<char> text) =>
        new(Number(text[..4]), Number(text.Slice(5, 2)), Number(text.Slice(8, 2)));

    /// <summary>Of the form that <see cref="Instant"/> writes.</summary>
    public static DateTimeOffset ReadInstant(ReadOnlySpan<char> text) =>
        new(
            Number(text[..4]),
            Number(text.Slice(5, 2)),
            Number(text.Slice(8, 2)),
            Number(text.Slice(11, 2)),
            Number(text.Slice(14, 2)),
            Number(text.Slice(17, 2)),
            Number(text.Slice(20, 3)),
            TimeSpan.Zero);

    private static void Write(Span<char> text, DateTime value)
    {
        Write(text, value.Year, value.Month, value.Day);
        text[10] = 'T';
        Write(text.Slice(11, 2), value.Hour);
        text[13] = ':';
        Write(text.Slice(14, 2), value.Minute);
        text[16] = ':';
        Write(text.Slice(17, 2), value.Second);
        text[19] = '.';
        Write(text.Slice(20, 3), value.Millisecond);
        text[23] = 'Z';
    }

    private static void Write(Span<char> text, int year, int month, int day)
    {
        Write(text[..4], year);
        text[4] = '-';
        Write(text.Slice(5, 2), month);
        text[7] = '-';
        Write(text.Slice(8, 2), day);
    }

    private static void Write(Span<char> digits, int number)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (number, var digit) = int.DivRem(number, 10);
            digits[i] = (char)('0' + digit);
        }
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
