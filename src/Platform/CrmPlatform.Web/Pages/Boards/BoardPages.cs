using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Boards;

/// <summary>Boards, their further cards, and the answers to a move.</summary>
internal static class BoardPages
{
    /// <summary>Cards that a column brings at a time.</summary>
    private const int Window = 25;

    /// <summary>Cards that a whole page begins with: columns share them.</summary>
    private const int Shown = 80;
    private const int Fewest = 10;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, pipeline) = Find(page);
        var board = await ReadAsync(page, type, pipeline, ListState.Of(page.Request.Query));
        if (board.List.Problems.Count > 0)
        {
            return page.View<BoardPage>(board, StatusCodes.Status422UnprocessableEntity);
        }

        var adding = page.Actor.Can(Permission.ContentEdit, type) && pipeline.Find(page.Request.Query["new"]) is { Kind: StageKind.Open } stage
            ? await QuickAdd.FormAsync(page, board, stage)
            : null;
        return page.View<BoardPage>(await FillAsync(page, board) with { Adding = adding });
    }

    /// <summary>The next cards of a column; as a page of its own where no script waits for them.</summary>
    public static async Task<IResult> LaneAsync(PageContext page)
    {
        var (type, pipeline) = Find(page);
        var stage = StageOf(page, type, pipeline);
        var state = ListState.Of(page.Request.Query);
        var list = await FiltersAsync(page, type, pipeline, state);
        var board = new BoardData(list, new Board(pipeline, []), CardFields.Of(page, type));
        var cursor = page.Request.Query["cursor"].ToString();
        return page.IsFragment
            ? page.View<BoardCards>(new MoreCards(board, stage, await CardsAsync(page, board, stage, list.Where, Window, cursor)))
            : page.Go(board.With("lane", stage.Id) + "&cursor=" + Uri.EscapeDataString(cursor));
    }

    /// <summary>The filter builder alone, after a field was added or an operator changed.</summary>
    public static async Task<IResult> FilterAsync(PageContext page)
    {
        if (!page.IsFragment)
        {
            return await ShowAsync(page);
        }

        var (type, pipeline) = Find(page);
        return page.View<FilterPanel>(await FiltersAsync(page, type, pipeline, ListState.Of(page.Request.Query)));
    }

    /// <summary>Folds a column to a strip, or opens it again; kept for the person.</summary>
    public static async Task<IResult> FoldAsync(PageContext page)
    {
        var (type, pipeline) = Find(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var (fold, open) = (pipeline.Find(form["fold"]), pipeline.Find(form["unfold"]));
        var view = await ListViews.BoardAsync(page, type, pipeline);
        var folded = (view.Settings.Folded ?? []).Where(s => s != open?.Id && s != fold?.Id).ToList();
        folded.AddRange(fold is null ? [] : [fold.Id]);
        await ListViews.SetAsync(page, type, view, view.Settings with { Folded = folded });
        if (!page.IsFragment || (fold ?? open) is not { } stage)
        {
            return page.Go(page.Back(form["back"], BoardData.PathOf(type, pipeline)));
        }

        var board = await ReadAsync(page, type, pipeline, ListState.Of(form));
        board = await FillAsync(page, board, stage);
        var column = board.Board.Columns.FirstOrDefault(c => c.Stage == stage);
        return column is null ? TypedResults.NoContent() : page.View<BoardLane>(new Lane(board, column));
    }

    /// <summary>What changed on the board: the heads of its columns under the filters of the form, and one card.</summary>
    public static async Task<BoardAnswer> AnswerAsync(PageContext page, ContentType type, Pipeline pipeline, Stage stage, long id, Flash flash)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var board = await ReadAsync(page, type, pipeline, ListState.Of(form));
        var only = new FieldCondition(SystemFields.Id, FilterOperator.Equal, JsonSerializer.SerializeToElement(id));
        return new BoardAnswer(board, new MoreCards(board, stage, await CardsAsync(page, board, stage, only, 1, "")), flash);
    }

    /// <summary>A move that was not made: the card goes back, and the sentence says why.</summary>
    public static IResult Refused(PageContext page, string text, string error) =>
        page.View<Components.Toast>(new Flash(text, Bad: true, Error: error), StatusCodes.Status422UnprocessableEntity);

    /// <summary>The board without cards; without columns where the address was not understood.</summary>
    public static async Task<BoardData> ReadAsync(PageContext page, ContentType type, Pipeline pipeline, ListState state)
    {
        var list = await FiltersAsync(page, type, pipeline, state);
        var board = list.Problems.Count > 0
            ? new Board(pipeline, [])
            : await page.Services.GetRequiredService<IPipelineReports>().BoardAsync(page.Actor, type.Id, pipeline.Id, list.Where, 0, page.Aborted);
        return new BoardData(list, board, CardFields.Of(page, type));
    }

    /// <summary>The board with the first cards of its columns, or of one; the address may ask for those further down in one of them.</summary>
    public static async Task<BoardData> FillAsync(PageContext page, BoardData board, Stage? only = null)
    {
        var open = board.Board.Columns.Count(c => c.Stage.Kind == StageKind.Open);
        var window = Math.Clamp(Shown / Math.Max(1, open), Fewest, Window);
        var (lane, cursor) = (page.Request.Query["lane"].ToString(), page.Request.Query["cursor"].ToString());
        var cards = new Dictionary<string, QueryPage>(StringComparer.OrdinalIgnoreCase);
        foreach (var stage in board.Board.Columns.Where(c => c.Count > 0 && c.Stage.Kind == StageKind.Open).Select(c => c.Stage))
        {
            if (!board.IsFolded(stage) && (only is null || only == stage))
            {
                cards[stage.Id] = await CardsAsync(page, board, stage, board.List.Where, window, stage.Id.Equals(lane, StringComparison.OrdinalIgnoreCase) ? cursor : "");
            }
        }

        return board with { Cards = cards };
    }

    public static (ContentType Type, Pipeline Pipeline) Find(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        return (type, page.Model.FindPipeline(type.Id, page.Request.RouteValues["pipeline"] as string) ?? throw Unknown(page, type));
    }

    public static Stage StageOf(PageContext page, ContentType type, Pipeline pipeline) =>
        pipeline.Find(page.Request.RouteValues["stage"] as string) ?? throw Unknown(page, type);

    private static async Task<ListData> FiltersAsync(PageContext page, ContentType type, Pipeline pipeline, ListState state)
    {
        var list = await ListData.SetUpAsync(page, type, state, await ListViews.BoardAsync(page, type, pipeline));
        return await ListData.NameAsync(page, list with { Path = BoardData.PathOf(type, pipeline) });
    }

    private static Task<QueryPage> CardsAsync(PageContext page, BoardData board, Stage stage, FilterNode? where, int count, string cursor) =>
        page.Services.GetRequiredService<IPipelineReports>().CardsAsync(
            page.Actor, board.Type.Id, board.Pipeline.Id, stage.Id, where, count, cursor.Length == 0 ? null : cursor, page.Aborted);

    private static UserError Unknown(PageContext page, ContentType type) =>
        PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", page.Request.RouteValues["pipeline"]));
}
