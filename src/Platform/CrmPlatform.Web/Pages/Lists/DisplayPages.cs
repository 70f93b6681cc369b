using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.Primitives;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>Columns, their widths, sort and group of a list.</summary>
internal static class DisplayPages
{
    /// <summary>Sort keys that the form offers.</summary>
    public const int Sorts = 3;

    private const int MostColumns = 30;
    private const int Narrowest = 48;
    private const int Widest = 900;

    /// <summary>The panel alone.</summary>
    public static async Task<IResult> ShowAsync(PageContext page) =>
        page.View<DisplayPanel>(await ListData.SetUpAsync(page, ListPages.TypeOf(page), ListState.Of(page.Request.Query)));

    /// <summary>Takes the form: columns are kept for the person, sort and group stand in the address.</summary>
    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, type, ListState.Of(form));
        var columns = ColumnsOf(page, type, form);
        if (form["reset"].Count > 0)
        {
            await ListViews.SetAsync(page, type, data.View, data.View.Settings with { Columns = null, Widths = null });
        }
        else if (columns.Count > 0 && !columns.SequenceEqual(data.Columns.Select(c => c.Path), StringComparer.OrdinalIgnoreCase))
        {
            await ListViews.SetAsync(page, type, data.View, data.View.Settings with { Columns = columns });
        }

        var state = data.State with { Sort = SortOf(form), Group = form["group"].ToString() is { Length: > 0 } group ? group : ListState.NoGroup, In = null };
        var shown = await ListData.SetUpAsync(page, type, state);
        var url = shown.Address.Url(shown.Path);
        return page.Go(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "display=1");
    }

    /// <summary>Keeps widths: <c>w.path=120</c>.</summary>
    public static async Task<IResult> WidthsAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, type, ListState.Of(form));
        var widths = new Dictionary<string, int>(data.View.Settings.Widths ?? new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        foreach (var column in data.Columns)
        {
            if (int.TryParse(form[$"w.{column.Path}"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var width))
            {
                widths[column.Path] = Math.Clamp(width, Narrowest, Widest);
            }
        }

        await ListViews.SetAsync(page, type, data.View, data.View.Settings with { Widths = widths });
        return TypedResults.NoContent();
    }

    /// <summary>The columns as the form has them after its button: moved, dropped, added.</summary>
    private static List<string> ColumnsOf(PageContext page, ContentType type, IFormCollection form)
    {
        var paths = Known(page, type, form["col"]).ToList();
        Move(paths, form["up"].ToString(), -1);
        Move(paths, form["down"].ToString(), 1);
        paths.RemoveAll(p => p.Equals(form["drop"].ToString(), StringComparison.OrdinalIgnoreCase));
        paths.AddRange(Known(page, type, form["add"]).Where(a => !paths.Contains(a, StringComparer.OrdinalIgnoreCase)));
        return [.. paths.Take(MostColumns)];
    }

    private static IEnumerable<string> Known(PageContext page, ContentType type, StringValues paths) =>
        paths.OfType<string>().Where(p => p.Length > 0 && Column.Find(page, type, p) is not null).Distinct(StringComparer.OrdinalIgnoreCase);

    private static void Move(List<string> paths, string path, int by)
    {
        var at = paths.FindIndex(p => p.Equals(path, StringComparison.OrdinalIgnoreCase));
        if (at >= 0 && at + by >= 0 && at + by < paths.Count)
        {
            (paths[at], paths[at + by]) = (paths[at + by], paths[at]);
        }
    }

    private static string? SortOf(IFormCollection form)
    {
        var keys = new List<string>();
        for (var i = 1; i <= Sorts; i++)
        {
            if (form[$"s{i.ToString(CultureInfo.InvariantCulture)}"].ToString() is { Length: > 0 } path && !keys.Exists(k => k.TrimStart('-') == path))
            {
                keys.Add(form[$"d{i.ToString(CultureInfo.InvariantCulture)}"] == "down" ? "-" + path : path);
            }
        }

        return keys.Count == 0 ? null : string.Join(',', keys);
    }
}
