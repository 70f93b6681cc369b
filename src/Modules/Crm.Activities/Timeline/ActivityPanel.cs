using Crm.Activities.Components;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Timeline;

/// <summary>What stands above the timeline of a subject.</summary>
/// <param name="Next">The activity that was done and after which another is planned; its values are proposed.</param>
public sealed record PanelData(ContentRecord Subject, string? Phone, RecordLink? Me, Activity? Next, bool CanAdd, IReadOnlyList<RowData> Open);

/// <summary>The composer, and the activities to do.</summary>
public sealed class ActivityPanel : IRecordPanel
{
    private const int Shown = 30;

    public async Task<PagePiece?> ForAsync(PageContext page, ContentType type, ContentRecord record)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(record);
        if (!type.Has(KnownParts.Timeline))
        {
            return null;
        }

        var subject = new RecordRef(type.Id, record.Id);
        var open = await ActivityQueries.ReadAsync(
            page, ActivityTypes.Planned, ActivityQueries.And(ActivityQueries.About(subject), ActivityQueries.Open), ActivityFields.DueOn, Shown);
        var phones = await Phones.OfAsync(page, [new RecordLink(type.Id, record.Id, record[type.NameField] as string ?? "?")]);
        var canAdd = record[SystemFields.DeletedAt] is null && page.Model.Find(ActivityTypes.Task) is { } task && page.Actor.Can(Permission.ContentEdit, task);
        var back = page.Request.Path.Value!;
        var rows = open.OrderBy(a => a, ActivityOrder.In(page.Zone)).Select(a => new RowData(a, a.Phone, back, WithSubject: false, canAdd)).ToList();
        return new PagePiece(
            typeof(Panel),
            new PanelData(record, phones.GetValueOrDefault(subject), await MeAsync(page), await NextAsync(page), canAdd, rows));
    }

    private static async Task<RecordLink?> MeAsync(PageContext page)
    {
        if (page.Actor.Employee is not { } employee)
        {
            return null;
        }

        var me = new RecordRef(EmployeeField.TargetType, employee);
        var names = await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, [me], page.Aborted);
        return names.GetValueOrDefault(me);
    }

    private static async Task<Activity?> NextAsync(PageContext page) =>
        RecordRef.Parse(page.Request.Query["next"]) is { } record ? await ActivityQueries.FindAsync(page, record.Type, record.Id) : null;
}
