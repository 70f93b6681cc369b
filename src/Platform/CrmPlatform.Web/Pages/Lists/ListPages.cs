using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The list of a type, its further rows, its count, and the rows of its filter builder.</summary>
internal static class ListPages
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var data = await ListData.ReadAsync(page, TypeOf(page));
        return page.IsFragment && data.State.Cursor is not null && data.Problems.Count == 0 ? page.View<ListRows>(data) : Whole(page, data);
    }

    /// <summary>The filter builder alone, after a field was added or an operator changed.</summary>
    public static async Task<IResult> FilterAsync(PageContext page)
    {
        var data = await ListData.ReadAsync(page, TypeOf(page));
        return page.IsFragment ? page.View<FilterPanel>(data) : Whole(page, data);
    }

    /// <summary>How many records the list holds: asked for apart, so that the page does not wait for it.</summary>
    public static async Task<IResult> CountAsync(PageContext page)
    {
        var data = await ListData.ReadAsync(page, TypeOf(page));
        if (data.Problems is [var problem, ..])
        {
            throw problem.Error;
        }

        var reader = page.Services.GetRequiredService<IContentReader>();
        var query = new ContentQuery { Type = data.Type.Id, Where = data.Where, Aggregates = [new Aggregate("count")] };
        var counted = await reader.QueryAsync(page.Actor, query, page.Aborted);
        var count = counted.Rows is [var row, ..] ? Convert.ToInt64(row.Values[0], page.Culture) : 0;
        return Text(count.ToString("N0", page.Culture));
    }

    /// <summary>The type that the address names; internal types have no screen.</summary>
    public static ContentType TypeOf(PageContext page)
    {
        var type = page.Model.Get(page.Request.RouteValues["type"] as string ?? "");
        return type.Internal ? throw PlatformErrors.UnknownType.With(("type", type.Id), ("known", "")) : type;
    }

    private static RazorComponentResult Whole(PageContext page, ListData data) =>
        page.View<ListPage>(data, data.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static ContentHttpResult Text(string text) => TypedResults.Text(text, "text/plain; charset=utf-8");
}
