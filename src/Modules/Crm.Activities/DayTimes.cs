using System.Globalization;

namespace Crm.Activities;

/// <summary>Times of day as people write them, and what they mean on a day in a zone.</summary>
public static class DayTimes
{
    private const string Stored = "HH:mm";

    /// <summary>A time as it is stored, such as <c>09:30</c>; null when the text is no time of day. Takes 9, 9:30, 9.30, 0930.</summary>
    public static string? Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = text.Trim().Replace('.', ':').Replace('-', ':');
        string[] forms = ["H:m", "H:mm", "HH:mm", "%H", "HHmm", "h:mmtt", "h:mm tt", "htt", "h tt"];
        return TimeOnly.TryParseExact(written, forms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var time)
            ? Text(time)
            : null;
    }

    public static string Text(TimeOnly time) => time.ToString(Stored, CultureInfo.InvariantCulture);

    /// <summary>A stored time; null when there is none.</summary>
    public static TimeOnly? Parse(string? stored) =>
        TimeOnly.TryParseExact(stored, Stored, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>The instant at which clocks of a zone show a time; of two, the first; one that clocks skip counts on from before.</summary>
    public static DateTimeOffset Instant(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = day.ToDateTime(time);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>A zone by its id; UTC when this machine does not know it.</summary>
    public static TimeZoneInfo Zone(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
