using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>A change of a record, with the names that its values point to.</summary>
/// <param name="Words">For the act that it was part of.</param>
public sealed record HistoryItem(ContentType Type, HistoryEntry Entry, IReadOnlyDictionary<RecordRef, RecordLink> Names, ActWords Words);

/// <summary>Changes of the record itself: made, edited, moved to a stage, binned.</summary>
internal sealed class HistorySource : ITimelineSource
{
    private const string Changes = "changes";

    /// <summary>The history is read from its newest entry, so later pages reach this far.</summary>
    private const int Reach = 500;

    public IReadOnlyList<TimelineFilter> FiltersFor(PageContext page, ContentType type) => [new(Changes, page.T("history.changes"))];

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(PageContext page, ContentType type, ContentRecord record, TimelineSpan span)
    {
        var history = await page.Services.GetRequiredService<IHistory>().ReadAsync(
            page.Actor, type.Id, record.Id, span.Before is null ? span.Limit : Reach, page.Aborted);
        var entries = history.Where(h => span.Before is null || h.At < span.Before).Take(span.Limit).ToList();
        var changed = entries.SelectMany(h => h.Changes)
            .SelectMany(c => new KeyValuePair<string, object?>[] { new(c.Field, c.Before), new(c.Field, c.After) });
        var names = await RecordLinks.NamesAsync(page, type, changed);
        var words = await ActWords.ForAsync(page, entries.Select(h => h.ActKind));
        return [.. entries.Select(h => new TimelineEntry(h.At, IconOf(h), new PagePiece(typeof(HistoryLine), new HistoryItem(type, h, names, words))))];
    }

    private static string IconOf(HistoryEntry entry) => entry.Kind switch
    {
        ChangeOutcome.Created => "plus",
        ChangeOutcome.Deleted => "trash",
        ChangeOutcome.Restored => "arrow-back-up",
        _ when entry.Changes.Any(c => c.Field.Equals("stage", StringComparison.OrdinalIgnoreCase)) => "progress",
        _ => "pencil",
    };
}
