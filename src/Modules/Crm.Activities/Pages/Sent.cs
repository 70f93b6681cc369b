using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Pages;

/// <summary>What a small form of ours brought.</summary>
internal sealed class Sent(PageContext page, IFormCollection form)
{
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

    /// <summary>The chosen colleague: by the picker's number, else by the name typed; the person themself when neither is there.</summary>
    public async Task<long?> OwnerAsync()
    {
        if (Number("owner") is { } id)
        {
            return id;
        }

        if (Text("owner.text") is not { } name)
        {
            return page.Actor.Employee;
        }

        var query = new ContentQuery
        {
            Type = EmployeeField.TargetType,
            Where = new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement(name)),
            Columns = ["name"],
            Limit = 2,
        };
        var found = await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted);
        return found.Rows is [var only] ? only.Id : throw Errors.UnknownColleague.With(("name", name));
    }

    public string Back(string otherwise) => page.Back(Text("back"), otherwise);

    public static DateOnly NextMonday(DateOnly today) => today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7 + 1);
}
