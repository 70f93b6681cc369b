using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>Reads dates as Liquid's date filter does.</summary>
internal static class LiquidDates
{
    private static readonly string[] _formats =
    [
        "ddd MMM d HH:mm:ss yyyy", "ddd MMM d HH:mm:ss zzz yyyy", "ddd MMM d HH:mm:ss 'UTC' yyyy", "ddd MMM d HH:mm:ss 'GMT' yyyy",
        "ddd, d MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss 'UTC'",
        "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss 'GMT'", "yyyyMMdd'T'HHmmssK", "yyyyMMdd",
    ];

    /// <summary>The date a value stands for, or null when it is none. Text without an offset is read in the render's zone.</summary>
    public static DateBox? From(LiquidValue value, LiquidRenderContext context)
    {
        context.Budget.ChargeMemory(96);
        if (value.Date is { } date)
        {
            return InZone(date, context);
        }

        if (value.IsNumber && value.Form != NumberForm.Fraction && decimal.IsInteger(value.Number))
        {
            return FromUnixSeconds(value.Number, context);
        }

        return value.TextOrNull is { Length: > 0 and <= 100 } text ? Parse(text, context) : null;
    }

    public static string ToText(DateBox date, LiquidRenderContext context)
    {
        var shown = InZone(date, context).Value;
        if (!date.HasTime)
        {
            return shown.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var offset = shown.Offset == TimeSpan.Zero ? "UTC" : Strftime.Offset(shown.Offset, 0);
        return shown.ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) + offset;
    }

    public static DateBox Now(LiquidRenderContext context) =>
        new(TimeZoneInfo.ConvertTime(context.Clock.GetUtcNow(), context.TimeZone), hasTime: true);

    private static DateBox InZone(DateBox date, LiquidRenderContext context) =>
        date.HasTime && date.Value.Offset == TimeSpan.Zero && !ReferenceEquals(context.TimeZone, TimeZoneInfo.Utc)
            ? new DateBox(TimeZoneInfo.ConvertTime(date.Value, context.TimeZone), hasTime: true)
            : date;

    private static DateBox? FromUnixSeconds(decimal seconds, LiquidRenderContext context)
    {
        if (seconds is < -62_135_596_800m or > 253_402_300_799m)
        {
            return null;
        }

        var instant = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return InZone(new DateBox(instant, hasTime: true), context);
    }

    private static DateBox? Parse(ReadOnlySpan<char> text, LiquidRenderContext context)
    {
        if (text.Equals("now", StringComparison.OrdinalIgnoreCase) || text.Equals("today", StringComparison.OrdinalIgnoreCase))
        {
            return Now(context);
        }

        if (IsDigits(text) && text.Length < 19)
        {
            return FromUnixSeconds(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), context);
        }

        // .NET's parser allocates as it tries one form after the other.
        context.Budget.Step(8);
        context.Budget.ChargeMemory(1024);
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.RoundtripKind;
        if (WrittenDates.Rewrite(text.Trim(), Now(context).Value.Year) is not { Length: > 0 } written)
        {
            return null;
        }

        text = written;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out var local)
            && !DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, Styles, out local))
        {
            return null;
        }

        if (HasOffset(text, out var suffix))
        {
            return ParseOffset(text, suffix);
        }

        if (local.Date == DateTime.MinValue)
        {
            local = Now(context).Value.Date + local.TimeOfDay;
        }

        return new DateBox(Local(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), context.TimeZone), hasTime: true);
    }

    private static DateBox? ParseOffset(ReadOnlySpan<char> text, bool utcWord)
    {
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal;
        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var date)
            || DateTimeOffset.TryParseExact(text, _formats, CultureInfo.InvariantCulture, Styles, out date);
        return !parsed ? null : new DateBox(utcWord ? date.ToUniversalTime() : date, hasTime: true);
    }

    private static DateTimeOffset Local(DateTime local, TimeZoneInfo zone)
    {
        // The hour that a zone skips in spring is read as the hour after it.
        if (zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        var offset = zone.GetUtcOffset(local);
        var ticks = local.Ticks - offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks
            ? new DateTimeOffset(local, TimeSpan.Zero)
            : new DateTimeOffset(local, offset);
    }

    private static bool HasOffset(ReadOnlySpan<char> text, out bool utcWord)
    {
        utcWord = text.EndsWith("Z", StringComparison.OrdinalIgnoreCase)
            || text.Contains("UTC", StringComparison.OrdinalIgnoreCase) || text.Contains("GMT", StringComparison.OrdinalIgnoreCase);
        if (utcWord)
        {
            return true;
        }

        var colon = text.IndexOf(':');
        return colon >= 0 && text[colon..].IndexOfAny('+', '-') > 0;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
