using System.Globalization;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Pages;

/// <summary>The activity that follows one that is done: of its kind, about the same, for the same person, at the same time of day.</summary>
internal static class Following
{
    private const int UsualDays = 7;

    private static readonly string[] _kept =
    [
        ActivityFields.Subject, ActivityFields.Owner, ActivityFields.Time, ActivityFields.Zone, ActivityFields.Remind, ActivityFields.Priority,
        ActivityFields.Phone, ActivityFields.Minutes, "direction", "place", "attendees", "guests",
    ];

    /// <summary>The one that was planned beforehand, to be created with the change that marks the first as done; null: none.</summary>
    public static async Task<CreateChange?> PlannedAsync(PageContext page, Activity done)
    {
        if (done.Then is not { Length: > 0 } name)
        {
            return null;
        }

        var record = await FindAsync(page, done);
        var days = int.TryParse(record[ActivityFields.ThenIn] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : UsualDays;
        return Make(record, name, page.Today.AddDays(days));
    }

    /// <summary>The same again on another day.</summary>
    public static async Task<CreateChange> AgainAsync(PageContext page, Activity done, DateOnly day) => Make(await FindAsync(page, done), done.Name, day);

    private static CreateChange Make(ContentRecord done, string name, DateOnly day)
    {
        var values = _kept.Where(f => done[f] is not null).ToDictionary(f => f, f => done[f], StringComparer.OrdinalIgnoreCase);
        values[ActivityFields.Name] = name;
        values[ActivityFields.DueOn] = day;
        return new CreateChange(done.Type, values);
    }

    private static async Task<ContentRecord> FindAsync(PageContext page, Activity activity) =>
        await page.Services.GetRequiredService<IContentReader>().FindAsync(page.Actor, activity.Type.Id, activity.Id, page.Aborted)
        ?? throw new InvalidOperationException($"{activity.Ref} was there a moment ago.");
}
