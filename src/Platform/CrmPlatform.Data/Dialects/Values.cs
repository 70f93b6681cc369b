using System.Globalization;

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

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

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
