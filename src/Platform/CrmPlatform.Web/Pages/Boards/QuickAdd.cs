using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Boards;

/// <summary>A new card in a column: its name, and what the type and the stage cannot do without.</summary>
internal static class QuickAdd
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (board, stage) = await FindAsync(page, ListState.Of(page.Request.Query));
        return page.IsFragment ? page.View<QuickAddForm>(await FormAsync(page, board, stage)) : page.Go(board.With("new", stage.Id));
    }

    public static async Task<IResult> CreateAsync(PageContext page)
    {
        var (board, stage) = await FindAsync(page, ListState.Of(await page.Request.ReadFormAsync(page.Aborted)));
        var form = (await RecordForm.SentAsync(page, board.Type, null, Fields(page, board.Type, stage))).WithCreating();
        var id = FormTokens.Read(page, board.Type, form.Token);
        if (await form.IsAskedAsync() || await AddAsync(page, form, id, board, stage) is not { } flash)
        {
            var again = new QuickForm(board, stage, form);
            return page.IsFragment
                ? page.View<QuickAddForm>(again, StatusCodes.Status422UnprocessableEntity)
                : page.View<BoardPage>(await BoardPages.FillAsync(page, board) with { Adding = again }, StatusCodes.Status422UnprocessableEntity);
        }

        return page.IsFragment
            ? page.View<BoardMoved>(await BoardPages.AnswerAsync(page, board.Type, board.Pipeline, stage, id, flash) with { Form = await FormAsync(page, board, stage) })
            : page.Go(board.With("new", stage.Id), flash);
    }

    /// <summary>An empty form, with what makes sending it twice create one.</summary>
    public static async Task<QuickForm> FormAsync(PageContext page, BoardData board, Stage stage)
    {
        var fields = Fields(page, board.Type, stage);
        var form = (await RecordForm.ShowAsync(page, board.Type, null, fields, FormDefaults.For(page, board.Type, fields))).WithCreating();
        form.Token = await FormTokens.NewAsync(page, board.Type);
        return new QuickForm(board, stage, form);
    }

    private static async Task<Flash?> AddAsync(PageContext page, RecordForm form, long id, BoardData board, Stage stage)
    {
        var (values, _) = await form.ReadAsync();
        return await Writing.CreateAsync(page, form, id, ValuesIn(board, stage, values));
    }

    private static Dictionary<string, object?> ValuesIn(BoardData board, Stage stage, Dictionary<string, object?> values) =>
        new(values.Where(v => v.Value is not null), StringComparer.OrdinalIgnoreCase)
        {
            [StandardFields.Pipeline] = board.Pipeline.Id,
            [StandardFields.Stage] = stage.Id,
        };

    /// <summary>
    /// The name; whose it is about, where the name follows from that; what tells whether it is there already; what the type requires and
    /// nothing fills; what the stage asks for.
    /// </summary>
    private static IReadOnlyList<ContentField> Fields(PageContext page, ContentType type, Stage stage)
    {
        var name = type.Fields[type.NameField];
        var party = name.Definition.SelfFilling == true ? CardFields.Of(page, type).Party : null;
        var required = type.OrderedFields.Where(f => f is { Required: true, Definition: { Default: null, When: null } } && f.Definition.SelfFilling != true
            && !string.Equals(f.Part, KnownParts.Staged, StringComparison.OrdinalIgnoreCase));
        return [.. new[] { name, party }.OfType<ContentField>().Concat(SamePages.Telling(type)).Concat(required).Concat(stage.Requires.Select(type.Find).OfType<ContentField>())
            .Where(FormFields.IsEditable)
            .DistinctBy(f => f.Id, StringComparer.OrdinalIgnoreCase)];
    }

    private static async Task<(BoardData Board, Stage Stage)> FindAsync(PageContext page, ListState state)
    {
        var (type, pipeline) = BoardPages.Find(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var stage = BoardPages.StageOf(page, type, pipeline);
        return stage.Kind == StageKind.Open
            ? (await BoardPages.ReadAsync(page, type, pipeline, state), stage)
            : throw PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", stage.Id));
    }
}
