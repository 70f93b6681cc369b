using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Components;
using CrmPlatform.Web.Pages.Favourites;
using CrmPlatform.Web.Pages.Search;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Palette;

/// <summary>
/// What the palette offers for the words typed: records, places and actions; before anything is typed, the records that were
/// open last. The browser remembers which those were, the server says what they are called, and only to who may see them.
/// </summary>
internal static class PalettePages
{
    private const int PerType = 5;
    private const int MostRecords = 12;
    private const int MostRecent = 8;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var text = RecordSearch.TextOf(page);
        var places = Places.Matching(page, text);
        List<PaletteGroup> groups = text.Length == 0
            ? [await FavouritesAsync(page, []), await RecentAsync(page), .. places]
            : [await FavouritesAsync(page, text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), .. places, .. text.Length < RecordSearch.Least ? [] : await RecordsAsync(page, text)];
        if (text.Length > 0 && !places.Any(g => g.Items.Any(i => i.Label.StartsWith(text, ignoreCase: true, page.Culture))))
        {
            groups = [groups[0], .. groups.Skip(places.Count + 1), .. places];
        }

        return page.View<PaletteList>(new PaletteData(text, [.. groups.Where(g => g.Items.Count > 0)]));
    }

    private static async Task<IReadOnlyList<PaletteGroup>> RecordsAsync(PageContext page, string text)
    {
        var left = MostRecords;
        var groups = new List<PaletteGroup>();
        foreach (var found in await RecordSearch.FindAsync(page, text, PerType))
        {
            var rows = found.Rows.Rows.Take(left).ToList();
            left -= rows.Count;
            groups.Add(new PaletteGroup(page.L(found.Type.PluralLabel, found.Type.Id), [.. rows.Select(r => Item(page, found.Type, r.Id, FoundIn.NameOf(r), found.Detail(page, r)))]));
        }

        return groups;
    }

    private static async Task<PaletteGroup> FavouritesAsync(PageContext page, string[] words)
    {
        var favourites = (await FavouriteList.OfAsync(page)).Select(f => new PaletteItem(f.Label, null, f.Icon, null, page.Url(f.Path)));
        return new PaletteGroup(page.T("favourites.title"), Places.Those(page, favourites, words));
    }

    private static async Task<PaletteGroup> RecentAsync(PageContext page)
    {
        var records = page.Request.Query["recent"].ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Take(MostRecent)
            .Select(r => Parse(page, r)).OfType<RecordRef>().Distinct().ToList();
        var names = await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, records, page.Aborted);
        return new PaletteGroup(page.T("palette.recent"), [.. records
            .Where(names.ContainsKey)
            .Select(r => (Type: page.Model.Find(r.Type)!, Link: names[r]))
            .Select(r => Item(page, r.Type, r.Link.Id, r.Link.Name, page.L(r.Type.Label, r.Type.Id)))]);
    }

    private static RecordRef? Parse(PageContext page, string written) =>
        RecordRef.Parse(written) is { } record && page.Model.Find(record.Type) is { Internal: false } type ? record with { Type = type.Id } : null;

    private static PaletteItem Item(PageContext page, ContentType type, long id, string? name, string? detail) =>
        new(name ?? page.T("record.unnamed"), detail, Icons.Of(type), Initials.Kind(type), page.RecordUrl(type.Id, id));
}
