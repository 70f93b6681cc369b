using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>One change from a page, through the write gate.</summary>
public static class Writing
{
    /// <summary>Applies; null when it was refused and the form now says why.</summary>
    public static async Task<WriteResult?> TryAsync(PageContext page, RecordForm form, Change change, string kind)
    {
        try
        {
            return await ApplyAsync(page, [.. form.Creates, change], kind);
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            form.Take(error);
            return null;
        }
    }

    /// <summary>
    /// Creates the record whose id was reserved with the form, so that a form that is sent twice finds the record that the first sending
    /// made. Null when it was refused and the form now says why, or when the form now asks whether another one is meant.
    /// </summary>
    public static async Task<Flash?> CreateAsync(PageContext page, RecordForm form, long id, Dictionary<string, object?> values)
    {
        if (!form.IsValid)
        {
            return null;
        }

        if (!await ExistsAsync(page, form.Type, id))
        {
            if (await form.MeetsOthersAsync(values))
            {
                return null;
            }

            form.LeaveOutUnfilled(values);
            if (await TryAsync(page, form, new CreateChange(form.Type.Id, values, Id: id), "form") is { } result)
            {
                return Saved(page, result, "flash.created");
            }
        }

        return await ExistsAsync(page, form.Type, id) ? new Flash(page.T("flash.created")) : null;
    }

    /// <summary>The whole form of a new record, filled with what a smaller one brought that was refused, and saying why.</summary>
    public static async Task<IResult> RefusedAsync(PageContext page, ContentType type, IReadOnlyDictionary<string, object?> values, UserError error)
    {
        Demand(page, Permission.ContentEdit, type);
        var form = (await RecordForm.ShowAsync(page, type, null, FormFields.Of(page, type, isNew: true), values)).WithCreating();
        form.Token = await FormTokens.NewAsync(page, type);
        form.Take(error);
        return page.View<FormPage>(form, error.Code.Status);
    }

    public static Task<WriteResult> ApplyAsync(PageContext page, Change change, string kind) => ApplyAsync(page, [change], kind);

    /// <summary>Several changes as one act.</summary>
    public static Task<WriteResult> ApplyAsync(PageContext page, IReadOnlyList<Change> changes, string kind) =>
        page.Services.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet { Actor = page.Actor, Act = new ActInfo(kind), Changes = changes },
            page.Aborted);

    private static async Task<bool> ExistsAsync(PageContext page, ContentType type, long id) =>
        await page.Services.GetRequiredService<IContentReader>().FindAsync(page.Actor, type.Id, id, page.Aborted) is not null;

    /// <param name="type">The permission may be one for this type alone.</param>
    public static void Demand(PageContext page, string permission, ContentType? type = null)
    {
        if (!(type is null ? page.Actor.Can(permission) : page.Actor.Can(permission, type)))
        {
            throw PlatformErrors.Forbidden.With(("permission", permission));
        }
    }

    public static string Path(ContentType type, long id) => $"/c/{type.Id}/{id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What the toast says after a save: that it was done, what looked odd, and how to take it back.</summary>
    public static Flash Saved(PageContext page, WriteResult result, string key)
    {
        var warnings = result.Results.SelectMany(r => r.Warnings).Select(w => page.T(w.Code, w.Args));
        return new Flash(string.Join(' ', [page.T(key), .. warnings]), result.ActId);
    }
}
