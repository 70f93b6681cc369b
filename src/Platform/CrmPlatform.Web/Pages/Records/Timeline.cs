using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Modules;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>
/// Brings entries to the timeline of a record. An extension point: the page merges what all sources bring, newest first, and knows
/// none of them.
/// </summary>
public interface ITimelineSource
{
    /// <summary>The filters that choose its entries, in order; none where a type has no entries of it.</summary>
    IReadOnlyList<TimelineFilter> FiltersFor(PageContext page, ContentType type);

    /// <summary>Newest first, at most as many as asked for; only what the person may see.</summary>
    Task<IReadOnlyList<TimelineEntry>> ReadAsync(PageContext page, ContentType type, ContentRecord record, TimelineSpan span);
}

/// <summary>Puts something above the timeline of a record: a composer, what is to be done. An extension point.</summary>
public interface IRecordPanel
{
    /// <summary>Null: nothing for this record.</summary>
    Task<PagePiece?> ForAsync(PageContext page, ContentType type, ContentRecord record);
}

/// <summary>A component with its data, as its parameter <c>Data</c>.</summary>
public sealed record PagePiece(Type Component, object Data)
{
    public Dictionary<string, object> Parameters => new(StringComparer.Ordinal) { ["Data"] = Data };
}

/// <param name="Id">As it stands in addresses: <c>changes</c>.</param>
public sealed record TimelineFilter(string Id, string Label);

/// <summary>Which entries are asked for.</summary>
/// <param name="Filter">One of the source's own; null: all of its entries.</param>
/// <param name="Before">Only what happened before; null: from the newest.</param>
public sealed record TimelineSpan(string? Filter, DateTimeOffset? Before, int Limit);

/// <summary>Something that happened.</summary>
/// <param name="Icon">Of the theme.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Icon, PagePiece Body);

/// <summary>A page of a record's timeline, and what stands above it.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record TimelineData(
    IReadOnlyList<PagePiece> Panels,
    IReadOnlyList<TimelineFilter> Filters,
    string? Filter,
    IReadOnlyList<TimelineEntry> Entries,
    DateTimeOffset? Next)
{
    /// <summary>Names in addresses.</summary>
    public const string FilterInput = "show";
    public const string BeforeInput = "before";
    private const int Shown = 25;

    public static async Task<TimelineData> ReadAsync(PageContext page, ContentType type, ContentRecord record)
    {
        var services = page.Services;
        ITimelineSource[] sources = [.. await services.GetRequiredService<IExtensions<ITimelineSource>>().AllAsync(page.Aborted), new HistorySource()];
        var filters = sources.ToDictionary(s => s, s => s.FiltersFor(page, type));
        var all = filters.Values.SelectMany(f => f).ToList();
        var filter = all.Find(f => f.Id == page.Request.Query[FilterInput])?.Id;
        var before = long.TryParse(page.Request.Query[BeforeInput], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(ms, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
            : (DateTimeOffset?)null;
        var span = new TimelineSpan(filter, before, Shown + 1);
        var found = new List<TimelineEntry>();
        foreach (var source in sources.Where(s => filter is null || filters[s].Any(f => f.Id == filter)))
        {
            found.AddRange(await source.ReadAsync(page, type, record, span));
        }

        found = [.. found.OrderByDescending(e => e.At)];

        // A page ends between instants, never within one: the next begins at an instant.
        var entries = found.Count <= Shown ? found : [.. found.Where(e => e.At >= found[Shown - 1].At)];
        var panels = new List<PagePiece>();
        foreach (var panel in before is null ? await services.GetRequiredService<IExtensions<IRecordPanel>>().AllAsync(page.Aborted) : [])
        {
            if (await panel.ForAsync(page, type, record) is { } piece)
            {
                panels.Add(piece);
            }
        }

        return new TimelineData(panels, all, filter, entries, entries.Count < found.Count ? entries[^1].At : null);
    }
}
