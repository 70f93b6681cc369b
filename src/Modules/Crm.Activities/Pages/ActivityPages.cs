using System.Globalization;
using Crm.Activities.Handlers;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Pages;

/// <summary>What is done to activities in place: add, done, put off, give to a colleague, move.</summary>
internal static class ActivityPages
{
    public static async Task<IResult> AddAsync(PageContext page)
    {
        var sent = await Sent.ReadAsync(page);
        var subject = sent.Subject();
        var back = sent.Back(subject is { } s ? $"/c/{s.Type}/{s.Id.ToString(CultureInfo.InvariantCulture)}" : MyDayPages.Path);
        var kind = page.Request.RouteValues["kind"] as string ?? "";
        return await TryAsync(page, back, async () =>
        {
            var (type, values) = await New.ReadAsync(page, sent, kind);
            values[ActivityFields.Subject] = subject;
            if (await MoreFields.ReadAsync(page, sent, kind, values) is { } problem)
            {
                return new Flash(problem, Bad: true);
            }

            var result = await Writing.ApplyAsync(page, new CreateChange(type, values), "form");
            return new Flash(page.T("activities.added", ("type", page.L(page.Model.Find(type)?.Label, type)), ("noun", page.Noun(type))), result.ActId);
        }, async error =>
        {
            // Without a script the page would come again with an empty composer.
            var (type, values) = await New.ReadAsync(page, sent.Mine(), kind);
            values[ActivityFields.Subject] = subject;
            return await Writing.RefusedAsync(page, page.Model.Get(type), values, error);
        });
    }

    /// <summary>Marks as done; what was planned to follow is created in the same act, else the toast offers to plan it.</summary>
    public static async Task<IResult> DoneAsync(PageContext page)
    {
        var activity = await FindAsync(page);
        var sent = await Sent.ReadAsync(page);
        return await TryAsync(page, sent.Back(MyDayPages.Path), async () =>
        {
            var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [ActivityFields.State] = ActivityFields.Done };
            if (sent.Text("result") is { } said)
            {
                values[ActivityFields.Result] = said;
            }

            var text = page.T("activities.flash.done", ("name", activity.Name));
            var result = await Writing.ApplyAsync(page, new UpdateChange(activity.Type.Id, activity.Id, values), "form");
            if (result.Added.FirstOrDefault(a => page.Model.Find(a.Record.Type)?.Has(ActivityTypes.Part) == true) is { } next && await ReadAsync(page, next.Record) is { } made)
            {
                return Planned(page, made, result.ActId, text + " ");
            }

            return new Flash(text, result.ActId == 0 ? null : result.ActId, NextPath(activity), page.T("activities.when.at"), Offer: OfferOf(page, activity));
        });
    }

    /// <summary>The same again, on a day that a toast offered.</summary>
    public static async Task<IResult> NextAsync(PageContext page)
    {
        var activity = await FindAsync(page);
        var sent = await Sent.ReadAsync(page);
        return await TryAsync(page, sent.Back(MyDayPages.Path), async () =>
        {
            var done = await ReadAsync(page, activity.Ref) ?? throw Gone(activity.Ref);
            var result = await Writing.ApplyAsync(page, PlansNext.Again(done, activity.Name, sent.When().Day ?? page.Today.AddDays(1), activity.Type), "form");
            var next = result.Results[0].Record;
            return Planned(page, await ReadAsync(page, next) ?? throw Gone(next), result.ActId, "");
        });
    }

    public static Task<IResult> SnoozeAsync(PageContext page) => ChangeAsync(page, (activity, sent) =>
    {
        var day = sent.When().Day ?? page.Today.AddDays(1);
        var values = Moved(page, day, activity.TimeIn(page.Zone) is { } time ? DayTimes.Text(time) : null);
        return Task.FromResult((values, new Flash(page.T("activities.flash.moved", ("name", activity.Name), ("day", Moments.Day(page, day))))));
    });

    public static Task<IResult> MoveAsync(PageContext page) => ChangeAsync(page, (activity, sent) =>
    {
        var (day, time) = (sent.Day("day") ?? activity.DayIn(page.Zone) ?? page.Today, sent.Text("time"));
        var text = Moments.Day(page, day) + (DayTimes.Parse(time) is { } clock ? ", " + clock.ToString("t", page.Culture) : "");
        return Task.FromResult((Moved(page, day, time), new Flash(page.T("activities.flash.moved", ("name", activity.Name), ("day", text)))));
    });

    public static Task<IResult> AssignAsync(PageContext page) => ChangeAsync(page, async (activity, sent) =>
    {
        var owner = await sent.OwnerAsync();
        var names = owner is { } id
            ? await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, [new RecordRef(EmployeeField.TargetType, id)], page.Aborted)
            : new Dictionary<RecordRef, RecordLink>();
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [ActivityFields.Owner] = owner };
        return (values, new Flash(page.T("activities.flash.assigned", ("name", activity.Name), ("person", names.Values.FirstOrDefault()?.Name))));
    });

    /// <summary>The menu of a row, asked for when it is opened: colleagues to give it to.</summary>
    public static async Task<IResult> PeopleAsync(PageContext page)
    {
        var activity = await FindAsync(page);
        return page.View<Components.PeopleMenu>(new PeopleData(activity, await People.ReadAsync(page), page.Back(page.Request.Query["back"], MyDayPages.Path)));
    }

    private static async ValueTask<ContentRecord?> ReadAsync(PageContext page, RecordRef activity) =>
        await page.Services.GetRequiredService<IContentReader>().FindAsync(page.Actor, activity.Type, activity.Id, page.Aborted);

    private static Flash Planned(PageContext page, ContentRecord made, long act, string before)
    {
        var text = page.T("activities.flash.next", ("name", made[ActivityFields.Name]), ("day", made[ActivityFields.DueOn] is DateOnly day ? Moments.Day(page, day) : ""));
        return new Flash(before + text, act, $"/c/{made.Type}/{made.Id.ToString(CultureInfo.InvariantCulture)}/edit", page.T("activities.change"));
    }

    private static FlashOffer OfferOf(PageContext page, Activity activity) => new(
        page.T("activities.plan-next"),
        $"/activities/{activity.Type.Id}/{activity.Id.ToString(CultureInfo.InvariantCulture)}/next",
        "when",
        [
            new("tomorrow", page.T("activities.tomorrow")),
            new("week", page.T("activities.in-week"), "p"),
            new("month", page.T("activities.in-month")),
        ]);

    /// <summary>Where the next one is planned, prefilled from this one.</summary>
    private static string NextPath(Activity activity) =>
        activity.Subject is { Name.Length: > 0 } subject
            ? $"/c/{subject.Type}/{subject.Id.ToString(CultureInfo.InvariantCulture)}?next={activity.Ref}#compose"
            : $"/c/{activity.Type.Id}/new?name={Uri.EscapeDataString(activity.Name)}";

    private static Dictionary<string, object?> Moved(PageContext page, DateOnly day, string? time) => new(StringComparer.OrdinalIgnoreCase)
    {
        [ActivityFields.DueOn] = day,
        [ActivityFields.Time] = time,
        [ActivityFields.Zone] = time is null ? null : page.Zone.Id,
    };

    private static async Task<IResult> ChangeAsync(PageContext page, Func<Activity, Sent, Task<(Dictionary<string, object?> Values, Flash Flash)>> make)
    {
        var activity = await FindAsync(page);
        var sent = await Sent.ReadAsync(page);
        return await TryAsync(page, sent.Back(MyDayPages.Path), async () =>
        {
            var (values, flash) = await make(activity, sent);
            var result = await Writing.ApplyAsync(page, new UpdateChange(activity.Type.Id, activity.Id, values), "form");
            return flash with { Act = result.ActId == 0 ? null : result.ActId };
        });
    }

    /// <summary>Says in a toast what was done, or what was wrong; to a script that waits, without taking away what was typed.</summary>
    /// <param name="refused">What a person without a script sees instead of the page that they came from.</param>
    private static async Task<IResult> TryAsync(PageContext page, string back, Func<Task<Flash>> run, Func<UserError, Task<IResult>>? refused = null)
    {
        try
        {
            var flash = await run();
            return flash.Bad && page.IsFragment ? page.Say(flash.Text) : page.Go(back, flash);
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            var text = page.T(error.Foremost);
            if (refused is not null && !page.IsFragment)
            {
                return await refused(error);
            }

            return page.IsFragment ? page.Say(text, (error as ValidationError)?.Findings[0].Field) : page.Go(back, new Flash(text, Bad: true));
        }
    }

    private static async Task<Activity> FindAsync(PageContext page)
    {
        var (type, written) = (page.Request.RouteValues["type"] as string, page.Request.RouteValues["id"] as string);
        var id = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return await ActivityQueries.FindAsync(page, type, id) ?? throw Gone(type, written);
    }

    private static UserError Gone(RecordRef activity) => Gone(activity.Type, activity.Id.ToString(CultureInfo.InvariantCulture));

    private static UserError Gone(string? type, string? id) => PlatformErrors.NotFound.With(("type", type), ("id", id));
}
