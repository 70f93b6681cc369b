using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;

namespace Crm.Activities.Pages;

/// <summary>What the composer does not ask at once: reminder, length, who, with whom, details. Brought when it is asked for.</summary>
internal static class MoreFields
{
    /// <summary>Hidden input of the composer's form while the fields are there.</summary>
    public const string Input = "more";

    private static readonly string[] _asked =
    [
        ActivityFields.Name, ActivityFields.Subject, ActivityFields.DueOn, ActivityFields.Time, ActivityFields.State, ActivityFields.Result,
        ActivityFields.Phone, ActivityFields.Priority, "place", "notes",
    ];

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var kind = page.Request.RouteValues["kind"] as string ?? "";
        var type = TypeOf(page, kind) ?? throw PlatformErrors.NotFound.With(("type", kind), ("id", ""));
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [ActivityFields.Owner] = page.Actor.Employee };
        return page.IsFragment
            ? page.View<Components.ComposerMore>(await RecordForm.ShowAsync(page, type, null, FieldsOf(type), values, Prefix(kind)))
            : page.Go($"/c/{type.Id}/new?subject={Uri.EscapeDataString(page.Request.Query["subject"].ToString())}");
    }

    /// <summary>Adds what was filled in to the values; a sentence about the first that cannot be read, else null.</summary>
    public static async Task<string?> ReadAsync(PageContext page, Sent sent, string kind, Dictionary<string, object?> values)
    {
        if (sent.Text(Input) is null || TypeOf(page, kind) is not { } type)
        {
            return null;
        }

        var form = await RecordForm.SentAsync(page, type, null, FieldsOf(type), Prefix(kind));
        var (more, _) = await form.ReadAsync();
        foreach (var (field, value) in more.Where(v => v.Value is not null))
        {
            values[field] = value;
        }

        return form.Findings.Select(f => $"{f.Field.Label}: {f.Error}").FirstOrDefault();
    }

    /// <summary>The composer's forms have inputs of the same names, and so may others on the page.</summary>
    private static string Prefix(string kind) => $"{kind}.";

    private static ContentType? TypeOf(PageContext page, string kind) =>
        ActivityTypes.Planned.FirstOrDefault(t => t.Equals(kind, StringComparison.OrdinalIgnoreCase)) is { } id ? page.Model.Find(id) : null;

    /// <summary>A task's composer asks for whom at once; a meeting's for how long.</summary>
    private static IReadOnlyList<ContentField> FieldsOf(ContentType type)
    {
        var own = type.Id switch { ActivityTypes.Task => ActivityFields.Owner, ActivityTypes.Meeting => ActivityFields.Minutes, _ => "" };
        return [.. type.OrderedFields.Where(f => FormFields.IsEditable(f) && f.Id != own && !_asked.Contains(f.Id, StringComparer.OrdinalIgnoreCase))];
    }
}
