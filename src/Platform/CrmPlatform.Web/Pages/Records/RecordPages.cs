using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Merging;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>The page of a record, and what is done on it without a form: bin, restore, the next step.</summary>
internal static class RecordPages
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        if (record[SystemFields.DeletedAt] is not null
            && await page.Services.GetRequiredService<IMerges>().SurvivorAsync(page.Actor, record.Ref, page.Aborted) is { } survivor)
        {
            return page.Go(Writing.Path(type, survivor.Id), new Flash(page.T("merge.was")));
        }

        return page.View<RecordPage>(await RecordData.ReadAsync(page, type, record));
    }

    /// <summary>Who gave a value, and why: beside the value for a script, else a page.</summary>
    public static async Task<IResult> ValueHistoryAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        var data = await ValueHistoryData.ReadAsync(page, type, record, page.Request.RouteValues["field"] as string ?? "");
        return page.IsFragment ? page.View<ValueHistory>(data) : page.View<ValueHistoryPage>(data);
    }

    public static async Task<IResult> DeleteAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        var result = await Writing.ApplyAsync(page, new DeleteChange(type.Id, record.Id), "form");
        return page.Go($"/c/{type.Id}", Binned(page, record[type.NameField] as string, result.ActId));
    }

    public static async Task<IResult> RestoreAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        var result = await Writing.ApplyAsync(page, new RestoreChange(type.Id, record.Id), "form");
        return page.Go(Writing.Path(type, record.Id), Writing.Saved(page, result, "flash.restored"));
    }

    public static async Task<IResult> PurgeAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        await Writing.ApplyAsync(page, new PurgeChange(type.Id, record.Id), "form");
        return page.Go("/bin", new Flash(page.T("flash.purged", ("name", record[type.NameField]))));
    }

    /// <summary>The small form for what comes next.</summary>
    public static async Task<IResult> NextStepAsync(PageContext page)
    {
        var (type, record) = await FindAsync(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var on = form[StandardFields.NextStepOn].ToString();
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [StandardFields.NextStep] = form[StandardFields.NextStep].ToString().Trim() is { Length: > 0 } step ? step : null,
            [StandardFields.NextStepOn] = DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        };
        var result = await Writing.ApplyAsync(page, new UpdateChange(type.Id, record.Id, values), "form");
        return page.Go(Writing.Path(type, record.Id), Writing.Saved(page, result, "flash.saved"));
    }

    /// <summary>The record that the address names, or the user error <c>content.not-found</c>.</summary>
    public static async Task<(ContentType Type, ContentRecord Record)> FindAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var written = page.Request.RouteValues["id"] as string;
        var record = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await page.Services.GetRequiredService<IContentReader>().FindAsync(page.Actor, type.Id, id, page.Aborted)
            : null;
        return record is null
            ? throw PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", written))
            : (type, record);
    }

    private static Flash Binned(PageContext page, string? name, long act) => new(page.T("flash.binned", ("name", name)), act);
}
