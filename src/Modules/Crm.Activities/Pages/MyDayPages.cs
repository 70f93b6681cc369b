using System.Globalization;
using Crm.Activities.Components;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;

namespace Crm.Activities.Pages;

/// <summary>A part of the day's list.</summary>
/// <param name="Id">late, today, week, someday.</param>
public sealed record DayGroup(string Id, IReadOnlyList<RowData> Rows);

/// <summary>What somebody has to do: late first, then today, the next seven days, and what has no day.</summary>
/// <param name="Who">An employee, <c>all</c>, or null: the reader.</param>
/// <param name="People">Whose days the reader may look at; empty: only their own.</param>
public sealed record MyDayData(IReadOnlyList<DayGroup> Groups, int DoneToday, string? Who, IReadOnlyList<RecordLink> People, bool More)
{
    public int Count => Groups.Sum(g => g.Rows.Count);
}

internal static class MyDayPages
{
    public const string Path = "/my-day";
    public const string Everybody = "all";
    private const int Days = 7;
    private const int Shown = 200;
    private const int Undated = 50;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (who, whose) = Whose(page);
        var soon = ActivityQueries.Compare(ActivityFields.DueOn, FilterOperator.LessOrEqual, Iso(page.Today.AddDays(Days)));
        var dated = await ActivityQueries.ReadAsync(page, ActivityTypes.Planned, ActivityQueries.And(whose, ActivityQueries.Open, soon), ActivityFields.DueOn, Shown);
        var none = new FieldCondition(ActivityFields.DueOn, FilterOperator.Empty, null);
        var someday = await ActivityQueries.ReadAsync(page, ActivityTypes.Planned, ActivityQueries.And(whose, ActivityQueries.Open, none), "-" + SystemFields.CreatedAt, Undated);
        var today = ActivityQueries.Compare(ActivityFields.DoneAt, FilterOperator.GreaterOrEqual, Iso(page.Today));
        var done = await ActivityQueries.ReadAsync(page, ActivityTypes.Planned, ActivityQueries.And(whose, today), "-" + ActivityFields.DoneAt, Shown);
        var all = dated.Concat(someday).ToList();
        var phones = await Phones.OfAsync(page, all.Select(a => a.Subject).OfType<RecordLink>());
        var people = ActivityAccess.SeesOthers(page.Actor) ? await People.ReadAsync(page) : [];
        var groups = all
            .GroupBy(a => GroupOf(page, a), StringComparer.Ordinal)
            .OrderBy(g => Array.IndexOf(_groups, g.Key))
            .Select(g => new DayGroup(g.Key, [.. g.OrderBy(a => a, ActivityOrder.In(page.Zone)).Select(a => RowOf(page, a, phones))]))
            .ToList();
        return page.View<MyDayPage>(new MyDayData(groups, done.Count, who, people, dated.Count >= Shown));
    }

    private static readonly string[] _groups = ["late", "today", "week", "someday"];

    /// <summary>Whose activities: the reader's own unless they may and do ask for others.</summary>
    public static (string? Who, FilterNode? Filter) Whose(PageContext page)
    {
        var asked = page.Request.Query["who"].ToString();
        if (!ActivityAccess.SeesOthers(page.Actor) || asked.Length == 0)
        {
            return (null, ActivityAccess.Of(page.Actor));
        }

        return asked == Everybody ? (Everybody, null)
            : long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var employee) ? (asked, ActivityQueries.Is(ActivityFields.Owner, employee))
            : (null, ActivityAccess.Of(page.Actor));
    }

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string GroupOf(PageContext page, Activity activity) => activity.DayIn(page.Zone) switch
    {
        null => "someday",
        { } day when day < page.Today => "late",
        { } day when day == page.Today => "today",
        _ => "week",
    };

    private static RowData RowOf(PageContext page, Activity activity, IReadOnlyDictionary<RecordRef, string> phones)
    {
        var phone = activity.Phone ?? (activity.Subject is { } subject ? phones.GetValueOrDefault(new RecordRef(subject.Type, subject.Id)) : null);
        return new RowData(activity, phone, page.Request.Path + page.Request.QueryString, WithSubject: true, page.Actor.Can(Permission.ContentEdit, activity.Type));
    }
}
