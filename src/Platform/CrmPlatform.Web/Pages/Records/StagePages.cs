using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Writing;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Boards;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>A small form that asks for what a stage needs, and for nothing else.</summary>
public sealed record StageForm(RecordForm Form, Stage Stage, string Back);

/// <summary>Moving a record to a stage, from its page, from the board, and with what the stage asks for.</summary>
internal static class StagePages
{
    private const string BackInput = "back";

    /// <summary>The form with the fields that the stage asks for.</summary>
    public static async Task<IResult> AskAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit);
        var (_, stage) = StageOf(page, type, record, page.Request.Query["to"]);
        var form = await RecordForm.ShowAsync(page, type, record, Asked(page, type, record, stage), record.Values);
        return page.View<StagePage>(new StageForm(form, stage, RecordPages.Back(page, page.Request.Query[BackInput], Writing.Path(type, record.Id))));
    }

    public static async Task<IResult> MoveAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit);
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var (pipeline, stage) = StageOf(page, type, record, sent["stage"]);
        var back = RecordPages.Back(page, sent[BackInput], Writing.Path(type, record.Id));
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
        var pipeline = page.Model.FindPipeline(type.Id, record[StandardFields.Pipeline] as string) ?? page.Model.PipelinesOf(type.Id).FirstOrDefault();
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
        if (Asked(page, type, record, stage).Count > 0 && !page.IsFragment)
        {
            return page.Go(AskPath(type, record, stage, page.Url(back)));
        }

        try
        {
            if (page.IsFragment && Asked(page, type, record, stage) is { Count: > 0 } asked)
            {
                var fields = string.Join(", ", asked.Select(f => page.L(f.Label, f.Id)));
                return BoardPages.Refused(page, page.T("board.asks", ("stage", page.L(stage.Label, stage.Id)), ("fields", fields)), AskPath(type, record, stage, page.Url(back)), GateErrors.StageRequires.Id);
            }

            var result = await Writing.ApplyAsync(page, Change(type, record, pipeline, stage, []), "board");
            var flash = new Flash(page.T("flash.moved", ("name", record[type.NameField]), ("stage", page.L(stage.Label, stage.Id))), result.ActId);
            return page.IsFragment ? await BoardPages.MovedAsync(page, type, pipeline, record.Id, flash, back) : page.Go(back, flash);
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            var (text, id) = error is ValidationError { Findings: [var first, ..] } ? (page.T(first.Code, first.Args), first.Code.Id) : (page.T(error), error.Id);
            return page.IsFragment ? BoardPages.Refused(page, text, null, id) : page.Go(back, new Flash(text, Bad: true, Error: id));
        }
    }

    private static async Task<IResult> MoveWithAsync(PageContext page, ContentType type, ContentRecord record, Pipeline pipeline, Stage stage, string back)
    {
        var form = await RecordForm.SentAsync(page, type, record, Asked(page, type, record, stage));
        var (values, _) = await form.ReadAsync();
        if (form.IsValid && await Writing.TryAsync(page, form, Change(type, record, pipeline, stage, values), "board") is { } result)
        {
            return page.Go(back, new Flash(page.T("flash.moved", ("name", record[type.NameField]), ("stage", page.L(stage.Label, stage.Id))), result.ActId));
        }

        return page.View<StagePage>(new StageForm(form, stage, back), StatusCodes.Status422UnprocessableEntity);
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
        var pipeline = page.Model.FindPipeline(type.Id, record[StandardFields.Pipeline] as string) ?? page.Model.PipelinesOf(type.Id).FirstOrDefault();
        return pipeline?.Find(id) is { } stage
            ? (pipeline, stage)
            : throw PlatformErrors.BadValue.With(("value", id), ("field", page.L(type.Find(StandardFields.Stage)?.Label, StandardFields.Stage)), ("expected", page.T("expected.stage")));
    }
}
