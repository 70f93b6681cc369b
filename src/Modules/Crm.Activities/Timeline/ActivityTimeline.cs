using Crm.Activities.Components;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;

namespace Crm.Activities.Timeline;

/// <summary>Notes, and what was done, in the timeline of their subject.</summary>
public sealed class ActivityTimeline : ITimelineSource
{
    private static readonly (string Filter, string Type)[] _filters =
        [("notes", ActivityTypes.Note), ("tasks", ActivityTypes.Task), ("calls", ActivityTypes.Call), ("meetings", ActivityTypes.Meeting)];

    public IReadOnlyList<TimelineFilter> FiltersFor(PageContext page, ContentType type)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(type);
        return type.Has(KnownParts.Timeline)
            ? [.. _filters.Select(f => (f.Filter, Type: page.Model.Find(f.Type))).Where(f => f.Type is not null && page.Actor.Can(Permission.ContentView, f.Type))
                .Select(f => new TimelineFilter(f.Filter, page.L(f.Type!.PluralLabel, f.Type.Id)))]
            : [];
    }

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(PageContext page, ContentType type, ContentRecord record, TimelineSpan span)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(span);
        if (!type.Has(KnownParts.Timeline))
        {
            return [];
        }

        var types = _filters.Where(f => span.Filter is null || f.Filter == span.Filter).Select(f => f.Type);
        var where = ActivityQueries.And(
            ActivityQueries.About(new RecordRef(type.Id, record.Id)),
            span.Before is { } before
                ? ActivityQueries.Compare(ActivityFields.DoneAt, FilterOperator.Less, before)
                : new FieldCondition(ActivityFields.DoneAt, FilterOperator.NotEmpty, null));
        var done = await ActivityQueries.ReadAsync(page, types, where, "-" + ActivityFields.DoneAt, span.Limit);
        return [.. done.OrderByDescending(a => a.DoneAt).Take(span.Limit).Select(a => new TimelineEntry(a.DoneAt!.Value, a.Type.Icon ?? "check", new PagePiece(typeof(DoneLine), a)))];
    }
}
