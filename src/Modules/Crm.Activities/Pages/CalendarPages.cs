using System.Globalization;
using Crm.Activities.Components;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;

namespace Crm.Activities.Pages;

/// <summary>The calendar by day, week or month.</summary>
internal static class CalendarPages
{
    public const string Path = "/calendar";
    private const int Shown = 500;
    private const string DayView = "day";
    private const string WeekView = "week";
    private const string MonthView = "month";

    public static IReadOnlyList<string> Views { get; } = [DayView, WeekView, MonthView];

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var asked = page.Request.Query["view"].ToString();
        var view = Views.Contains(asked, StringComparer.Ordinal) ? asked : WeekView;
        var anchor = DateOnly.TryParseExact(page.Request.Query["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1900 and < 2200 ? day : page.Today;
        var days = DaysOf(page, view, anchor);
        var (who, whose) = MyDayPages.Whose(page);
        var items = await ReadAsync(page, whose, days);
        var places = items.GroupBy(a => a.DayIn(page.Zone)!.Value).ToDictionary(g => g.Key, g => DayLayout.Of(g, page.Zone));
        return page.View<CalendarPage>(new CalendarData
        {
            View = view,
            Anchor = anchor,
            Days = days,
            Earlier = Step(view, anchor, -1),
            Later = Step(view, anchor, 1),
            Items = items.ToLookup(a => a.DayIn(page.Zone)!.Value),
            Places = places,
            Hours = view == MonthView ? [] : HoursOf(places.Values.SelectMany(p => p)),
            Who = who,
            People = ActivityAccess.SeesOthers(page.Actor) ? await People.ReadAsync(page) : [],
            Back = page.Request.Path + page.Request.QueryString,
            CanEdit = page.Model.Find(ActivityTypes.Meeting) is { } meeting && page.Actor.Can(Permission.ContentEdit, meeting),
        });
    }

    private static async Task<List<Activity>> ReadAsync(PageContext page, FilterNode? whose, IReadOnlyList<DateOnly> days)
    {
        // A time agreed in another zone may fall on the day before or after here.
        string[] span = [MyDayPages.Iso(days[0].AddDays(-1)), MyDayPages.Iso(days[^1].AddDays(1))];
        var where = ActivityQueries.And(
            whose,
            ActivityQueries.Compare(ActivityFields.DueOn, FilterOperator.Between, span),
            ActivityQueries.Compare(ActivityFields.State, FilterOperator.NotEqual, ActivityFields.Cancelled));
        var found = await ActivityQueries.ReadAsync(page, ActivityTypes.Planned, where, ActivityFields.DueOn, Shown);
        return [.. found.Where(a => a.DayIn(page.Zone) is { } day && day >= days[0] && day <= days[^1]).OrderBy(a => a, ActivityOrder.In(page.Zone))];
    }

    private static IReadOnlyList<DateOnly> DaysOf(PageContext page, string view, DateOnly anchor)
    {
        if (view == DayView)
        {
            return [anchor];
        }

        var from = view == WeekView ? anchor : new DateOnly(anchor.Year, anchor.Month, 1);
        var first = from.AddDays(-(((int)from.DayOfWeek - (int)page.Culture.DateTimeFormat.FirstDayOfWeek + 7) % 7));
        var last = view == WeekView ? first : new DateOnly(anchor.Year, anchor.Month, DateTime.DaysInMonth(anchor.Year, anchor.Month));
        var weeks = ((last.DayNumber - first.DayNumber) / 7) + 1;
        return [.. Enumerable.Range(0, weeks * 7).Select(first.AddDays)];
    }

    private static DateOnly Step(string view, DateOnly anchor, int by) => view switch
    {
        DayView => anchor.AddDays(by),
        WeekView => anchor.AddDays(by * 7),
        _ => new DateOnly(anchor.Year, anchor.Month, 1).AddMonths(by),
    };

    /// <summary>The hours of work, and those before and after that something stands in.</summary>
    private static IReadOnlyList<int> HoursOf(IEnumerable<DayPlace> places)
    {
        var all = places.ToList();
        var first = all.Select(p => p.Hour).Append(8).Min();
        var last = all.Select(p => (p.Start + p.Quarters - 1) / 4).Append(18).Max();
        return [.. Enumerable.Range(first, last - first + 1)];
    }
}

/// <summary>A stretch of days with what stands in them.</summary>
public sealed record CalendarData
{
    /// <summary>day, week, month.</summary>
    public required string View { get; init; }
    public required DateOnly Anchor { get; init; }
    public required IReadOnlyList<DateOnly> Days { get; init; }
    public required DateOnly Earlier { get; init; }
    public required DateOnly Later { get; init; }
    public required ILookup<DateOnly, Activity> Items { get; init; }

    /// <summary>Those that have a time, as they stand in their days.</summary>
    public required IReadOnlyDictionary<DateOnly, IReadOnlyList<DayPlace>> Places { get; init; }

    /// <summary>Rows of a day; none in a month.</summary>
    public required IReadOnlyList<int> Hours { get; init; }
    public string? Who { get; init; }
    public required IReadOnlyList<RecordLink> People { get; init; }
    public required string Back { get; init; }
    public bool CanEdit { get; init; }
}
