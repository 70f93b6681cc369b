using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace Crm.Activities.Pages;

/// <summary>The values of a new activity from the composer.</summary>
internal static class New
{
    /// <summary>The type that an address names, with what the form says of it.</summary>
    public static async Task<(string Type, Dictionary<string, object?> Values)> ReadAsync(PageContext page, Sent sent, string kind) => kind switch
    {
        "note" => (ActivityTypes.Note, Values((ActivityFields.Text, sent.Text("text")), (ActivityFields.Owner, page.Actor.Employee))),
        "task" => (ActivityTypes.Task, await PlannedAsync(page, sent, (ActivityFields.Priority, sent.Text("priority") ?? "normal"))),
        "call" => (ActivityTypes.Call, await CallAsync(page, sent)),
        "meeting" => (ActivityTypes.Meeting, await PlannedAsync(page, sent, (ActivityFields.Minutes, sent.Number("minutes")), ("place", sent.Text("place")))),
        _ => throw PlatformErrors.NotFound.With(("type", kind), ("id", "")),
    };

    /// <summary>A call is told of after it took place, or planned.</summary>
    private static async Task<Dictionary<string, object?>> CallAsync(PageContext page, Sent sent)
    {
        (string, object?)[] common =
        [
            ("direction", sent.Text("direction") ?? "out"), (ActivityFields.Phone, sent.Text("phone")),
        ];
        if (sent.Text("state") == ActivityFields.Open)
        {
            return await PlannedAsync(page, sent, common);
        }

        return Values(
        [
            .. common,
            (ActivityFields.Name, sent.Text("name")),
            (ActivityFields.State, ActivityFields.Done),
            (ActivityFields.DueOn, page.Today),
            (ActivityFields.Result, sent.Text("result")),
            (ActivityFields.Minutes, sent.Number("minutes")),
            ("notes", sent.Text("notes")),
            (ActivityFields.Owner, page.Actor.Employee),
        ]);
    }

    private static async Task<Dictionary<string, object?>> PlannedAsync(PageContext page, Sent sent, params (string Field, object? Value)[] more)
    {
        var (day, time) = sent.When();
        return Values(
        [
            .. more,
            (ActivityFields.Name, sent.Text("name")),
            (ActivityFields.DueOn, day),
            (ActivityFields.Time, time),
            (ActivityFields.Zone, time is null ? null : page.Zone.Id),
            (ActivityFields.Owner, await sent.OwnerAsync()),
        ]);
    }

    private static Dictionary<string, object?> Values(params (string Field, object? Value)[] values) =>
        values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase);
}
