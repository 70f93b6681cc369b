using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Pages;

/// <summary>Colleagues to give an activity to.</summary>
public sealed record PeopleData(Activity Activity, IReadOnlyList<RecordLink> People, string Back);

internal static class People
{
    private const int Shown = 40;

    /// <summary>Those who work here, by name; nobody for those who may not see colleagues.</summary>
    public static async Task<IReadOnlyList<RecordLink>> ReadAsync(PageContext page)
    {
        if (page.Model.Find(EmployeeField.TargetType) is not { } type || !page.Actor.Can(Permission.ContentView, type))
        {
            return [];
        }

        var query = new ContentQuery
        {
            Type = type.Id,
            Where = ActivityQueries.Compare("state", FilterOperator.NotEqual, "left"),
            Columns = [type.NameField],
            Sort = [type.NameField],
            Limit = Shown,
        };
        var rows = (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows;
        return [.. rows.Select(r => new RecordLink(type.Id, r.Id, r.Values[0] as string ?? ""))];
    }
}
