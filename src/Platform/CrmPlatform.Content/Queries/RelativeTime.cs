using System.Globalization;
using System.Text.RegularExpressions;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Queries;

/// <summary>
/// Words for days and instants: <c>today</c>, <c>yesterday</c>, <c>tomorrow</c>, <c>week</c>, <c>month</c>, <c>quarter</c>,
/// <c>year</c> (their first day) and <c>now</c>, each with an offset: <c>today-30d</c>, <c>month-1m</c>, <c>now-2h</c>. Units: d, w, m
/// (months), q, y; with <c>now</c> also h and min.
/// </summary>
internal static partial class RelativeTime
{
    public const string Now = "now";

    /// <summary>A day by its word or in ISO form; <c>now</c> is today.</summary>
    public static bool TryDay(string text, BindContext context, out DateOnly day)
    {
        if (DateField.TryIso(text, out day))
        {
            return true;
        }

        var match = Words().Match(text);
        if (!match.Success || match.Groups["unit"].Value is "h" or "min")
        {
            return false;
        }

        try
        {
            day = Shift(Anchor(match.Groups["word"].Value, context.Today), Amount(match), match.Groups["unit"].Value);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>An instant in ISO form with its zone, or by <c>now</c>.</summary>
    public static bool TryInstant(string text, BindContext context, out DateTimeOffset instant)
    {
        if (DateTimeField.TryZoned(text, out instant))
        {
            return true;
        }

        var match = Words().Match(text);
        if (!match.Success || match.Groups["word"].Value != Now)
        {
            return false;
        }

        try
        {
            instant = DateTimeField.ToMilliseconds(Shift(context.Now, Amount(match), match.Groups["unit"].Value, context.Zone));
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>The first instant of a day in a zone.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => DateTimeField.ToUtc(day.ToDateTime(TimeOnly.MinValue), zone);

    private static DateOnly Anchor(string word, DateOnly today) => word switch
    {
        "yesterday" => today.AddDays(-1),
        "tomorrow" => today.AddDays(1),
        "week" => today.AddDays(-(((int)today.DayOfWeek + 6) % 7)),
        "month" => new DateOnly(today.Year, today.Month, 1),
        "quarter" => new DateOnly(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1),
        "year" => new DateOnly(today.Year, 1, 1),
        _ => today,
    };

    private static DateOnly Shift(DateOnly day, int amount, string unit) => unit switch
    {
        "d" => day.AddDays(amount),
        "w" => day.AddDays(7 * amount),
        "m" => day.AddMonths(amount),
        "q" => day.AddMonths(3 * amount),
        "y" => day.AddYears(amount),
        _ => day,
    };

    private static DateTimeOffset Shift(DateTimeOffset now, int amount, string unit, TimeZoneInfo zone)
    {
        switch (unit)
        {
            case "min":
                return now.AddMinutes(amount);
            case "h":
                return now.AddHours(amount);
            case "":
                return now;
            default:
                // Days keep the time on the clock, across a change of summer time too.
                var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
                var day = Shift(DateOnly.FromDateTime(local), amount, unit);
                return DateTimeField.ToUtc(day.ToDateTime(TimeOnly.FromDateTime(local)), zone);
        }
    }

    private static int Amount(Match match) =>
        match.Groups["amount"].Success
            ? int.Parse(match.Groups["amount"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(
        @"^(?<word>today|yesterday|tomorrow|now|week|month|quarter|year)(?:(?<amount>[+-]\d{1,5})(?<unit>min|[hdwmqy]))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
