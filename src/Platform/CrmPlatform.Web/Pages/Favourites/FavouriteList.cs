using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Components;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace CrmPlatform.Web.Pages.Favourites;

/// <summary>A page that the person marked, named as it is called now.</summary>
/// <param name="Path">Below the tenant's root, with its query.</param>
public sealed record Favourite(long Id, string Path, string Label, string Icon);

/// <summary>
/// The favourites of whoever asks. Only addresses are kept; a name is read by the rights of the moment, so that what a person may
/// no longer see is not among them.
/// </summary>
internal static class FavouriteList
{
    /// <summary>More are not kept: the rail shows all of them.</summary>
    public const int Most = 30;

    private static readonly object _key = new();

    /// <summary>What a list's address says of the moment and not of the list.</summary>
    private static readonly string[] _passing = ["cursor", "in", "display", "filter", "recent"];

    /// <summary>In order; read once per request.</summary>
    public static Task<IReadOnlyList<Favourite>> OfAsync(PageContext page)
    {
        if (page.Http.Items[_key] is not Task<IReadOnlyList<Favourite>> known)
        {
            page.Http.Items[_key] = known = ReadAsync(page);
        }

        return known;
    }

    /// <summary>The address of the page at hand as it would be marked; null for a page that cannot be.</summary>
    public static string? Here(PageContext page)
    {
        if (!HttpMethods.IsGet(page.Request.Method) || page.Actor.Id.Length == 0 || page.Http.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            return null;
        }

        var query = page.Request.Query.Where(q => !_passing.Contains(q.Key, StringComparer.Ordinal)).SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v));
        var path = page.Request.Path.Value ?? "/";
        var address = QueryHelpers.AddQueryString(path, path.StartsWith("/c/", StringComparison.Ordinal) ? query : []);
        return Kind(page, address) is null ? null : address;
    }

    /// <summary>Numbers and addresses of all, also of those that have no name now, in order.</summary>
    public static async Task<IReadOnlyList<(long Id, string Path)>> RowsAsync(PageContext page)
    {
        if (page.Model.Find(Content.Views.Favourites.TypeId) is null)
        {
            return [];
        }

        var query = new ContentQuery
        {
            Type = Content.Views.Favourites.TypeId,
            Columns = [Content.Views.Favourites.Path],
            Sort = [Content.Views.Favourites.Place, SystemFields.Id],
            Limit = ContentQuery.MaxLimit,
        };
        var rows = (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows;
        return [.. rows.Select(r => (r.Id, r.Values[0] as string ?? "/"))];
    }

    private static async Task<IReadOnlyList<Favourite>> ReadAsync(PageContext page)
    {
        var rows = await RowsAsync(page);
        var names = await NamesAsync(page, rows.Select(r => RecordOf(page, r.Path)).OfType<RecordRef>().ToHashSet());
        var found = new List<Favourite>(rows.Count);
        foreach (var (id, path) in rows)
        {
            if (Kind(page, path) is not { } kind)
            {
                continue;
            }

            var label = RecordOf(page, path) is { } record
                ? names.GetValueOrDefault(record)
                : kind.Type is { } type && kind.Label.Length == 0 ? await ListNameAsync(page, type, path) : kind.Label;
            if (label is not null)
            {
                found.Add(new Favourite(id, path, label, kind.Icon));
            }
        }

        return found;
    }

    /// <summary>Of the records that are live and may be seen.</summary>
    private static async Task<Dictionary<RecordRef, string>> NamesAsync(PageContext page, HashSet<RecordRef> records)
    {
        var names = new Dictionary<RecordRef, string>();
        foreach (var ofType in records.GroupBy(r => r.Type, StringComparer.OrdinalIgnoreCase).Where(g => page.Actor.Can(Permission.ContentView, page.Model.Get(g.Key))))
        {
            var query = new ContentQuery
            {
                Type = ofType.Key,
                Columns = [page.Model.Get(ofType.Key).NameField],
                Where = new FieldCondition(SystemFields.Id, FilterOperator.In, JsonSerializer.SerializeToElement(ofType.Select(r => r.Id))),
                Limit = ContentQuery.MaxLimit,
            };
            foreach (var row in (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows)
            {
                names[new RecordRef(ofType.Key, row.Id)] = row.Values[0] as string is { Length: > 0 } name ? name : page.T("record.unnamed");
            }
        }

        return names;
    }

    private static async Task<string?> ListNameAsync(PageContext page, ContentType type, string path)
    {
        var query = QueryHelpers.ParseQuery(path.Split('?', 2) is [_, var written] ? written : "");
        var name = page.L(type.PluralLabel, type.Id);
        if (query.Remove("view", out var asked))
        {
            if ((await ListViews.ReadAsync(page, type)).FirstOrDefault(v => v.Id == asked.ToString()) is not { } view)
            {
                return null;
            }

            name = $"{name}: {view.Label}";
        }

        return query.Count == 0 ? name : page.T("favourites.filtered", ("name", name));
    }

    private static RecordRef? RecordOf(PageContext page, string path) =>
        path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries) is ["c", var named, var number]
        && page.Model.Find(named) is { Internal: false } type
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new RecordRef(type.Id, id)
            : null;

    /// <summary>What an address leads to, as far as the person may go there. Records and lists are named later.</summary>
    private static (ContentType? Type, string Label, string Icon)? Kind(PageContext page, string path)
    {
        var parts = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["c", var named, ..])
        {
            if (page.Model.Find(named) is not { Internal: false } type || !page.Actor.Can(Permission.ContentView, type))
            {
                return null;
            }

            return parts switch
            {
                ["c", _] => (type, "", "list"),
                ["c", _, var number] when number.All(char.IsAsciiDigit) => (type, "", Icons.Of(type)),
                ["c", _, "board" or "funnel", var pipeline] when page.Model.FindPipeline(type.Id, pipeline) is { } known =>
                    (type, $"{page.L(type.PluralLabel, type.Id)}: {page.L(known.Label, known.Id)}", parts[2] == "board" ? "layout-kanban" : "chart-funnel"),
                _ => null,
            };
        }

        var bare = path.Split('?')[0];
        return NavItem.For(page).FirstOrDefault(i => i.Type is null && i.Path.Split('?')[0] == bare) is { } item ? (null, item.Label, item.Icon)
            : ShellPlace.For(page).FirstOrDefault(p => p.Path == bare) is { } place ? (null, place.Label, place.Icon)
            : null;
    }
}
