using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The sums at the bottom of a list.</summary>
public sealed record ListTotals(ListData List, IReadOnlyList<ListSum> Sums);

/// <summary>How many records a list holds.</summary>
/// <param name="AndMore">True: the count stopped at <see cref="Glance"/>.</param>
public sealed record ListTally(ListData List, long Count, bool AndMore)
{
    /// <summary>The most that is counted without being asked.</summary>
    public const int Glance = 10_000;

    /// <summary>In the address: count to the end.</summary>
    public const string Exact = "exact";
}

/// <summary>The list of a type, its further rows, its count and sums, and the rows of its filter builder.</summary>
internal static class ListPages
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var data = await ListData.ReadAsync(page, TypeOf(page));
        var further = data.State.Cursor is not null || data.State.In is not null;
        return page.IsFragment && further && data.Problems.Count == 0 ? page.View<ListRows>(data) : Whole(page, data);
    }

    /// <summary>The filter builder alone, after a field was added or an operator changed.</summary>
    public static async Task<IResult> FilterAsync(PageContext page)
    {
        if (!page.IsFragment)
        {
            return Whole(page, await ListData.ReadAsync(page, TypeOf(page)));
        }

        var data = await ListData.SetUpAsync(page, TypeOf(page), ListState.Of(page.Request.Query));
        return page.View<FilterPanel>(await ListData.NameAsync(page, data));
    }

    /// <summary>
    /// How many records the list holds: asked for apart, so that the page does not wait for it. Beside a list it stops where
    /// nobody counts by eye any more, and goes on when asked.
    /// </summary>
    public static async Task<IResult> CountAsync(PageContext page)
    {
        var data = await UnderstoodAsync(page);
        var exact = !page.IsFragment || page.Request.Query.ContainsKey(ListTally.Exact);
        var count = await CountAsync(page, data.Type, data.Selected, exact ? null : ListTally.Glance + 1);
        return page.IsFragment
            ? page.View<ListCounted>(new ListTally(data, exact ? count : Math.Min(count, ListTally.Glance), !exact && count > ListTally.Glance))
            : Text(count.ToString("N0", page.Culture));
    }

    /// <summary>How many records of a type the reader may see that fit.</summary>
    /// <param name="upTo">Where the count may stop; null: it is exact.</param>
    public static async Task<long> CountAsync(PageContext page, ContentType type, FilterNode? where, int? upTo = null)
    {
        var query = new ContentQuery { Type = type.Id, Where = where, Aggregates = [new Aggregate("count")], CountUpTo = upTo };
        var counted = await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted);
        return counted.Rows is [var row, ..] ? Convert.ToInt64(row.Values[0], page.Culture) : 0;
    }

    /// <summary>The sums of the number and money columns: asked for apart, too.</summary>
    public static async Task<IResult> TotalsAsync(PageContext page)
    {
        var data = await UnderstoodAsync(page);
        var sums = ListSums.Of(page, data.Columns, money: false);
        var query = new ContentQuery { Type = data.Type.Id, Where = data.Selected, Aggregates = [new Aggregate("count"), .. sums.Aggregates] };
        var rows = (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows;
        var perCurrency = await sums.PerCurrencyAsync(data.Type, data.Selected, null);
        return page.View<ListFoot>(new ListTotals(data, rows is [var row, ..] ? sums.Read(row.Values, 1, perCurrency, "") : []));
    }

    /// <summary>The type that the address names; internal types have no screen.</summary>
    public static ContentType TypeOf(PageContext page)
    {
        var type = page.Model.Get(page.Request.RouteValues["type"] as string ?? "");
        return type.Internal ? throw PlatformErrors.UnknownType.With(("type", type.Id), ("known", "")) : type;
    }

    private static async Task<ListData> UnderstoodAsync(PageContext page)
    {
        var data = await ListData.SetUpAsync(page, TypeOf(page), ListState.Of(page.Request.Query));
        return data.Problems is [var problem, ..] ? throw problem.Error : data;
    }

    private static RazorComponentResult Whole(PageContext page, ListData data) =>
        page.View<ListPage>(data, data.Problems switch
        {
            [] => StatusCodes.Status200OK,
            var problems when problems.Any(p => p.Error.Code.Status == StatusCodes.Status404NotFound) => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status422UnprocessableEntity,
        });

    private static ContentHttpResult Text(string text) => TypedResults.Text(text, "text/plain; charset=utf-8");
}
