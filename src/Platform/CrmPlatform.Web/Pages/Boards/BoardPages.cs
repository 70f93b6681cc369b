using CrmPlatform.Content;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Boards;

/// <summary>The board of a pipeline.</summary>
public sealed record BoardData(ContentType Type, Board Board, CardFields Fields, FilterNode? Where, string Search)
{
    public string Path => $"/c/{Type.Id}/board/{Board.Pipeline.Id}";

    public string Query => Search.Length == 0 ? "" : $"?q={Uri.EscapeDataString(Search)}";

    /// <summary>Records in all columns, for the share of each.</summary>
    public long Total => Board.Columns.Sum(c => c.Count);
}

/// <summary>Further cards of a column.</summary>
public sealed record MoreCards(BoardData Board, Stage Stage, QueryPage Cards);

/// <summary>The answer to a drop: fresh heads, the card as it is now, and what was done.</summary>
public sealed record BoardAnswer(BoardData Board, long Moved, Flash Flash, string Back);

/// <summary>Boards, their further cards, and the answers to a drop.</summary>
internal static class BoardPages
{
    private const int CardsPerColumn = 25;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        return page.View<BoardPage>(await ReadAsync(page, type, PipelineOf(page, type), page.Request.Query["q"].ToString().Trim(), CardsPerColumn));
    }

    public static async Task<IResult> MoreAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var pipeline = PipelineOf(page, type);
        var stage = pipeline.Find(page.Request.RouteValues["stage"] as string) ?? throw Unknown(page, type);
        var search = page.Request.Query["q"].ToString().Trim();
        var where = WhereOf(search);
        var cards = await page.Services.GetRequiredService<IPipelineReports>()
            .CardsAsync(page.Actor, type.Id, pipeline.Id, stage.Id, where, CardsPerColumn, page.Request.Query["cursor"], page.Aborted);
        var board = new BoardData(type, new Board(pipeline, []), CardFields.Of(page, type), where, search);
        return page.View<BoardCards>(new MoreCards(board, stage, cards));
    }

    public static async Task<IResult> MovedAsync(PageContext page, ContentType type, Pipeline pipeline, long moved, Flash flash, string back)
    {
        // The newest arrival stands first in its column, so that a few cards are enough to find it.
        var board = await ReadAsync(page, type, pipeline, "", 3);
        return page.View<BoardMoved>(new BoardAnswer(board, moved, flash, back));
    }

    /// <summary>A move that was not made: the card goes back, and the sentence says why.</summary>
    public static IResult Refused(PageContext page, string text, string? link, string error) =>
        page.View<Components.Toast>(
            new Flash(text, Link: link, LinkText: link is null ? null : page.T("board.fill-in"), Bad: true, Error: error),
            StatusCodes.Status422UnprocessableEntity);

    private static async Task<BoardData> ReadAsync(PageContext page, ContentType type, Pipeline pipeline, string search, int cards)
    {
        var where = WhereOf(search);
        var board = await page.Services.GetRequiredService<IPipelineReports>()
            .BoardAsync(page.Actor, type.Id, pipeline.Id, where, cards, page.Aborted);
        return new BoardData(type, board, CardFields.Of(page, type), where, search);
    }

    private static SearchFilter? WhereOf(string search) => search.Length == 0 ? null : new SearchFilter(search);

    private static Pipeline PipelineOf(PageContext page, ContentType type) =>
        page.Model.FindPipeline(type.Id, page.Request.RouteValues["pipeline"] as string) ?? throw Unknown(page, type);

    private static UserError Unknown(PageContext page, ContentType type) =>
        PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", page.Request.RouteValues["pipeline"]));
}
