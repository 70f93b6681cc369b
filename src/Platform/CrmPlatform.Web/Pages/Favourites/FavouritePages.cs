using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Favourites;

/// <summary>Marks pages, and puts those that are marked in order.</summary>
internal static class FavouritePages
{
    public const string Path = "/favourites";

    public static async Task<IResult> ShowAsync(PageContext page) => page.View<FavouritesPage>(await FavouriteList.OfAsync(page));

    /// <summary>Marks an address or no longer (<c>path</c>), or moves and removes one of those marked (<c>id</c>).</summary>
    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var rows = await FavouriteList.RowsAsync(page);
        var change = form["do"].ToString();
        var back = page.Back(form["back"], Path);
        Flash? flash = null;
        if (form["path"].ToString() is ['/', ..] path)
        {
            flash = await MarkAsync(page, rows, path, change == "add");
        }
        else if (long.TryParse(form["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await ChangeAsync(page, [.. rows], id, change);
        }

        return page.Go(back, flash);
    }

    private static async Task<Flash?> MarkAsync(PageContext page, IReadOnlyList<(long Id, string Path)> rows, string path, bool add)
    {
        var same = rows.Where(r => r.Path == path).ToList();
        if (!add)
        {
            await WriteAsync(page, [.. same.Select(r => new DeleteChange(Content.Views.Favourites.TypeId, r.Id))]);
            return null;
        }

        if (same.Count > 0)
        {
            return null;
        }

        if (rows.Count >= FavouriteList.Most)
        {
            return new Flash(page.T("favourites.too-many", ("max", FavouriteList.Most)), Bad: true, Link: Path, LinkText: page.T("favourites.title"));
        }

        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [Content.Views.Favourites.Path] = path,
            [Content.Views.Favourites.Owner] = page.Actor.Id,
            [Content.Views.Favourites.Place] = (long)rows.Count + 1,
        };
        await WriteAsync(page, [new CreateChange(Content.Views.Favourites.TypeId, values)]);
        return null;
    }

    private static async Task ChangeAsync(PageContext page, List<(long Id, string Path)> rows, long id, string change)
    {
        var at = rows.FindIndex(r => r.Id == id);
        if (at < 0)
        {
            return;
        }

        if (change == "remove")
        {
            await WriteAsync(page, [new DeleteChange(Content.Views.Favourites.TypeId, id)]);
            return;
        }

        // Those that have no name now keep their places among the others: the next one that is seen is the one to pass.
        var seen = (await FavouriteList.OfAsync(page)).Select(f => f.Id).ToHashSet();
        var step = change == "up" ? -1 : 1;
        var to = at + step;
        while (to >= 0 && to < rows.Count && !seen.Contains(rows[to].Id))
        {
            to += step;
        }

        if (to < 0 || to >= rows.Count)
        {
            return;
        }

        var moved = rows[at];
        rows.RemoveAt(at);
        rows.Insert(to, moved);
        await WriteAsync(page, [.. rows.Select((r, i) => new UpdateChange(
            Content.Views.Favourites.TypeId, r.Id, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [Content.Views.Favourites.Place] = (long)i + 1 }))]);
    }

    private static async Task WriteAsync(PageContext page, IReadOnlyList<Change> changes)
    {
        if (changes.Count > 0)
        {
            await page.Services.GetRequiredService<IContentWriter>().ApplyAsync(
                new ChangeSet { Actor = page.Actor, Act = new ActInfo(ActInfo.OwnScreen), Changes = changes }, page.Aborted);
        }
    }
}
