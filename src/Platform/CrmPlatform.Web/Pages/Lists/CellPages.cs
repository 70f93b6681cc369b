using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Pages.Boards;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The row as it is after an edit in one of its cells, and what is to be said.</summary>
public sealed record ChangedRow(ListData List, Flash? Flash);

/// <summary>Editing a value where it stands: in a list, on the page of its record.</summary>
internal static class CellPages
{
    /// <summary>Names the page that sends the form, where it is not a list: <c>record</c> or <c>board</c>.</summary>
    private const string PlaceInput = "~place";
    private static readonly string[] _setByStage = [StandardFields.Pipeline, StandardFields.ClosedOn, StandardFields.LostReason];

    public static bool IsEditable(PageContext page, ContentType type, ContentField field) =>
        page.Actor.Can(Permission.ContentEdit, type) && FormFields.IsEditable(field)
        && !(string.Equals(field.Part, KnownParts.Staged, StringComparison.OrdinalIgnoreCase) && _setByStage.Contains(field.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>The field that says whose a record is, where the person may change it: what the key for giving away edits.</summary>
    public static string? AssignedBy(PageContext page, ContentType type) =>
        type.Find(StandardFields.Owner) is { } owner && IsEditable(page, type, owner) ? owner.Id : null;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        var field = FieldOf(page, type, record);
        return page.IsFragment
            ? page.View<CellForm>((await RecordForm.ShowAsync(page, type, record, [field], record.Values)).WithCreating())
            : page.Go($"{Writing.Path(type, record.Id)}/edit");
    }

    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        var form = (await RecordForm.SentAsync(page, type, record, [FieldOf(page, type, record)])).WithCreating();
        if (await form.IsAskedAsync())
        {
            return page.View<CellForm>(form, StatusCodes.Status422UnprocessableEntity);
        }

        var (values, before) = await form.ReadAsync();
        if (form.IsValid && values.Count == 0)
        {
            return await SavedAsync(page, type, record, null);
        }

        var change = new UpdateChange(type.Id, record.Id, values, form.Version, before);
        if (form.IsValid && !await form.MeetsOthersAsync(values) && await Writing.TryAsync(page, form, change, "form") is { } result)
        {
            return await SavedAsync(page, type, record, Writing.Saved(page, result, "flash.saved"));
        }

        return page.View<CellForm>(form, form.Conflict is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
    }

    private static ContentField FieldOf(PageContext page, ContentType type, ContentRecord record)
    {
        Writing.Demand(page, Permission.ContentEdit, type);
        var name = page.Request.RouteValues["field"] as string ?? "";
        if (type.Find(name) is not { } field || !IsEditable(page, type, field))
        {
            throw PlatformErrors.UnknownField.With(("type", type.Id), ("field", name), ("near", ""));
        }

        return ChoiceList.IsStaged(field, StandardFields.Stage) && page.Model.FindPipeline(type.Id, record[StandardFields.Pipeline] as string) is { } pipeline
            ? StageChoices.Of(page, field, pipeline)
            : field;
    }

    /// <summary>What the page that sent the form shows of the record now.</summary>
    private static async Task<IResult> SavedAsync(PageContext page, ContentType type, ContentRecord record, Flash? flash)
    {
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        if (!page.IsFragment || sent[PlaceInput] == "record")
        {
            return page.Go(Writing.Path(type, record.Id), flash);
        }

        if (sent[PlaceInput] == "board" && page.Model.FindPipeline(type.Id, record[StandardFields.Pipeline] as string) is { } pipeline
            && pipeline.Find(record[StandardFields.Stage] as string) is { } stage)
        {
            return page.View<BoardMoved>(await BoardPages.AnswerAsync(page, type, pipeline, stage, record.Id, flash ?? new Flash(page.T("flash.saved"))));
        }

        return await RowAsync(page, type, record.Id, flash, sent);
    }

    private static async Task<IResult> RowAsync(PageContext page, ContentType type, long id, Flash? flash, IFormCollection sent)
    {
        var data = await ListData.SetUpAsync(page, type, ListState.Of(sent));
        var query = data.Query([]) with { Where = new FieldCondition(SystemFields.Id, FilterOperator.Equal, JsonSerializer.SerializeToElement(id)), Cursor = null };
        var rows = await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted);
        return page.View<CellSaved>(new ChangedRow(data with { Rows = rows with { NextCursor = null } }, flash));
    }
}
