using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Boards;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>A small form that asks for what a stage needs, and for nothing else.</summary>
public sealed record StageForm(RecordForm Form, Stage Stage, string Back);

/// <summary>The stages that a record may move to.</summary>
public sealed record StageChoices(ContentType Type, ContentRecord Record, IReadOnlyList<Stage> Stages, string Back);

/// <summary>Moving a record to a stage, from its page, from the board, and with what the stage asks for.</summary>
internal static class StagePages
{
    private const string BackInput = "back";

    /// <summary>The form with the fields that the stage asks for; which stage it shall be, when the address names none.</summary>
    public static async Task<IResult> AskAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var back = page.Back(page.Request.Query[BackInput], Writing.Path(type, record.Id));
        if (page.Request.Query["to"].Count == 0 && PipelineOf(page, type, record) is { } pipeline)
        {
            var now = record[StandardFields.Stage] as string ?? "";
            var open = pipeline.Stages.Where(s => !s.Hidden && s.Id != now && pipeline.Allows(now, s.Id)).ToList();
            return page.View<StageChoice>(new StageChoices(type, record, open, back));
        }

        var (_, stage) = StageOf(page, type, record, page.Request.Query["to"]);
        var form = await RecordForm.ShowAsync(page, type, record, Asked(page, type, record, stage), record.Values);
        return page.View<StagePage>(new StageForm(form.WithCreating(), stage, back));
    }

    public static async Task<IResult> MoveAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var (pipeline, stage) = StageOf(page, type, record, sent["stage"]);
        var back = page.Back(sent[BackInput], Writing.Path(type, record.Id));
        return sent.ContainsKey(RecordForm.WasInput)
            ? await MoveWithAsync(page, type, record, pipeline, stage, back)
            : await MovePlainAsync(page, type, record, pipeline, stage, back);
    }

    /// <summary>
    /// The fields that entering a stage asks for and that are empty: its own, and why something was lost. None for a move that the
    /// gate will refuse whatever is filled in.
    /// </summary>
    public static IReadOnlyList<ContentField> Asked(PageContext page, ContentType type, ContentRecord record, Stage stage)
    {
        var pipeline = PipelineOf(page, type, record);
        var reason = stage.Kind == StageKind.Lost && pipeline?.LostReasons.Count > 0 ? [StandardFields.LostReason] : Array.Empty<string>();
        if (pipeline is null || !pipeline.Allows(record[StandardFields.Stage] as string ?? "", stage.Id))
        {
            return [];
        }

        var conditional = FieldConditions.RequiredBy(page, type, record, pipeline, stage).Select(f => f.Id);
        return [.. stage.Requires.Concat(reason).Concat(conditional).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(type.Find).OfType<ContentField>()
            .Where(f => record[f.Id] is null && FormFields.IsEditable(f))];
    }

    private static async Task<IResult> MovePlainAsync(PageContext page, ContentType type, ContentRecord record, Pipeline pipeline, Stage stage, string back)
    {
        var asked = Asked(page, type, record, stage);
        if (asked.Count > 0)
        {
            return page.IsFragment
                ? Gate(page, new StageForm((await RecordForm.ShowAsync(page, type, record, asked, record.Values)).WithCreating(), stage, back))
                : page.Go(AskPath(type, record, stage, page.Url(back)));
        }

        try
        {
            var result = await Writing.ApplyAsync(page, Change(type, record, pipeline, stage, []), "board");
            return await MovedAsync(page, type, record, pipeline, stage, back, result);
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            var (said, text) = (error.Foremost, page.T(error.Foremost));
            return page.IsFragment ? BoardPages.Refused(page, text, said.Id) : page.Go(back, new Flash(text, Bad: true, Error: said.Id));
        }
    }

    private static async Task<IResult> MoveWithAsync(PageContext page, ContentType type, ContentRecord record, Pipeline pipeline, Stage stage, string back)
    {
        var form = (await RecordForm.SentAsync(page, type, record, Asked(page, type, record, stage))).WithCreating();
        if (!await form.IsAskedAsync())
        {
            var (values, _) = await form.ReadAsync();
            if (form.IsValid && !await form.MeetsOthersAsync(values)
                && await Writing.TryAsync(page, form, Change(type, record, pipeline, stage, values), "board") is { } result)
            {
                return await MovedAsync(page, type, record, pipeline, stage, back, result);
            }
        }

        var asked = new StageForm(form, stage, back);
        return page.IsFragment ? Gate(page, asked) : page.View<StagePage>(asked, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What the stage asks for, for a script that puts it beside the card.</summary>
    private static RazorComponentResult Gate(PageContext page, StageForm form) => page.View<StageGate>(form, StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> MovedAsync(
        PageContext page, ContentType type, ContentRecord record, Pipeline pipeline, Stage stage, string back, WriteResult result)
    {
        var flash = new Flash(page.T("flash.moved", ("name", record[type.NameField]), ("stage", page.L(stage.Label, stage.Id))), result.ActId);
        return page.IsFragment
            ? page.View<BoardMoved>(await BoardPages.AnswerAsync(page, type, pipeline, stage, record.Id, flash))
            : page.Go(back, flash);
    }

    private static UpdateChange Change(ContentType type, ContentRecord record, Pipeline pipeline, Stage stage, Dictionary<string, object?> values) =>
        new(type.Id, record.Id, new Dictionary<string, object?>(values, StringComparer.OrdinalIgnoreCase)
        {
            [StandardFields.Pipeline] = pipeline.Id,
            [StandardFields.Stage] = stage.Id,
        });

    private static string AskPath(ContentType type, ContentRecord record, Stage stage, string back) =>
        $"{Writing.Path(type, record.Id)}/stage?to={Uri.EscapeDataString(stage.Id)}&back={Uri.EscapeDataString(back)}";

    private static (Pipeline Pipeline, Stage Stage) StageOf(PageContext page, ContentType type, ContentRecord record, string? id)
    {
        var pipeline = PipelineOf(page, type, record);
        return pipeline?.Find(id) is { } stage
            ? (pipeline, stage)
            : throw PlatformErrors.BadValue.With(("value", id), ("field", page.L(type.Find(StandardFields.Stage)?.Label, StandardFields.Stage)), ("expected", page.T("expected.stage")));
    }

    private static Pipeline? PipelineOf(PageContext page, ContentType type, ContentRecord record) =>
        page.Model.FindPipeline(type.Id, record[StandardFields.Pipeline] as string) ?? page.Model.PipelinesOf(type.Id).FirstOrDefault();
}
