using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;

namespace Crm.Activities.Pages;

/// <summary>What a small form of ours brought.</summary>
internal sealed class Sent(PageContext page, IFormCollection form)
{
    private bool _mine;

    public static async Task<Sent> ReadAsync(PageContext page) => new(page, await page.Request.ReadFormAsync(page.Aborted));

    public string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    public long? Number(string name) =>
        long.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public DateOnly? Day(string name) =>
        DateOnly.TryParseExact(form[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Day and time by a quick choice, or as typed.</summary>
    public (DateOnly? Day, string? Time) When() => Text("when") switch
    {
        "today" => (page.Today, null),
        "tomorrow" => (page.Today.AddDays(1), null),
        "tomorrow-10" => (page.Today.AddDays(1), "10:00"),
        "monday" => (NextMonday(page.Today), null),
        "week" => (page.Today.AddDays(7), null),
        "month" => (page.Today.AddMonths(1), null),
        "none" => (null, null),
        _ => (Day("day"), Text("time")),
    };

    public RecordRef? Subject() =>
        RecordRef.Parse(Text("subject")) is { } record && page.Model.Find(record.Type) is { } known ? record with { Type = known.Id } : null;

    /// <summary>The same, for the person themself: whoever was named is not known.</summary>
    public Sent Mine() => new(page, form) { _mine = true };

    /// <summary>The chosen colleague; the person themself where nobody is named.</summary>
    public async Task<long?> OwnerAsync()
    {
        var named = _mine ? null : await Picked.ReadAsync(page, page.Model.Get(EmployeeField.TargetType), form, "owner");
        return named ?? page.Actor.Employee;
    }

    public string Back(string otherwise) => page.Back(Text("back"), otherwise);

    public static DateOnly NextMonday(DateOnly today) => today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7 + 1);
}
