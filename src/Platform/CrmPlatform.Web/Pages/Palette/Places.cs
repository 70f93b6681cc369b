using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Palette;

/// <summary>Where the palette can go without searching: what can be created, the lists, boards and funnels, the pages of the shell.</summary>
internal static class Places
{
    /// <summary>The places and actions of whose names every typed word begins one; all lists and actions when there is none.</summary>
    public static IReadOnlyList<PaletteGroup> Matching(PageContext page, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            new(page.T("palette.create"), Those(page, Actions(page), words)),
            new(page.T("palette.go"), Those(page, text.Length == 0 ? Navigation(page) : [.. Navigation(page), .. Screens(page), .. Shell(page), .. Own(page)], words)),
        ];
    }

    public static List<PaletteItem> Those(PageContext page, IEnumerable<PaletteItem> items, string[] words) =>
        [.. items.Where(i => words.All(w => BeginsAWord(page, $"{i.Label} {i.Detail} {i.Also}", w)))];

    private static bool BeginsAWord(PageContext page, string label, string word) =>
        page.Culture.CompareInfo.IndexOf(" " + label, " " + word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static IEnumerable<PaletteItem> Actions(PageContext page) =>
        Types(page).Where(t => page.Actor.Can(Permission.ContentEdit, t)).Select(t => new PaletteItem(
            page.T("palette.new", ("type", page.L(t.Label, t.Id).ToLower(page.Culture))), null, "plus", null, page.Url($"/c/{t.Id}/new"), page.T("palette.new-words")));

    private static IEnumerable<PaletteItem> Navigation(PageContext page) =>
        NavItem.For(page).Select(i => new PaletteItem(i.Label, null, i.Icon, null, page.Url(i.Path)));

    private static IEnumerable<PaletteItem> Screens(PageContext page)
    {
        foreach (var type in Types(page))
        {
            var label = page.L(type.PluralLabel, type.Id);
            foreach (var view in page.Model.Views.Where(v => string.Equals(v.Type, type.Id, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new PaletteItem($"{label}: {page.L(view.Label, view.Id)}", null, "list", null, page.Url($"/c/{type.Id}?view={Uri.EscapeDataString(view.Id)}"));
            }

            foreach (var pipeline in page.Model.PipelinesOf(type.Id))
            {
                var name = page.L(pipeline.Label, pipeline.Id);
                yield return new PaletteItem($"{label}: {name}", page.T("list.board"), "layout-kanban", null, page.Url($"/c/{type.Id}/board/{pipeline.Id}"));
                yield return new PaletteItem($"{label}: {name}", page.T("board.funnel"), "chart-funnel", null, page.Url($"/c/{type.Id}/funnel/{pipeline.Id}"));
            }
        }
    }

    private static IEnumerable<PaletteItem> Own(PageContext page) =>
    [
        new(page.T("user.preferences"), null, "adjustments", null, page.Url("/preferences"), page.T("palette.preferences-words")),
        new(page.T("favourites.title"), null, "star", null, page.Url("/favourites")),
        new(page.T("start.title"), null, "list-check", null, page.Url("/start")),
    ];

    private static IEnumerable<PaletteItem> Shell(PageContext page) =>
        ShellPlace.For(page).Select(p => new PaletteItem(p.Label, null, p.Icon, null, page.Url(p.Path), page.T("palette.settings-words")));

    private static IEnumerable<ContentType> Types(PageContext page) =>
        NavItem.For(page).Where(i => i.Type is not null).Select(i => i.Type!).DistinctBy(t => t.Id, StringComparer.OrdinalIgnoreCase);
}
