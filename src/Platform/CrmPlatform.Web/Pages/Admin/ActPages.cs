using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>What was done lately, and the imports under way.</summary>
public sealed record ActsData(IReadOnlyList<Act> Acts, ActWords Words, IReadOnlyList<ImportProgress> Imports, bool More);

/// <summary>An undo that records changed since stand in the way of.</summary>
public sealed record BlockedUndo(Act Act, UndoResult Result, string Back);

/// <summary>The list of acts and their undo.</summary>
internal static class ActPages
{
    private const int Shown = 50;

    public static async Task<IResult> ListAsync(PageContext page)
    {
        long? before = long.TryParse(page.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var acts = await page.Services.GetRequiredService<IActs>().ListAsync(page.Actor, Shown + 1, before, page.Aborted);
        IReadOnlyList<ImportProgress> imports = before is null
            ? [.. (await page.Services.GetRequiredService<IImports>().ListAsync(Shown, page.Aborted)).Where(i => i.State is ImportState.Waiting or ImportState.Running || i.Refused > 0 || i.Failure is not null).Take(10)]
            : [];
        var shown = acts.Take(Shown).ToList();
        var words = await ActWords.ForAsync(page, shown.Select(a => a.Kind));
        return page.View<ActsPage>(new ActsData(shown, words, imports, acts.Count > Shown));
    }

    public static async Task<IResult> UndoAsync(PageContext page)
    {
        var acts = page.Services.GetRequiredService<IActs>();
        var written = page.Request.RouteValues["act"] as string;
        var act = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await acts.FindAsync(page.Actor, id, page.Aborted)
            : null;
        if (act is null)
        {
            throw WebErrors.ActUnknown.With(("act", written));
        }

        var form = await page.Request.ReadFormAsync(page.Aborted);
        var back = SignInEndpoints.LocalReturn(page.Http, form["back"]);
        var result = await acts.UndoAsync(page.Actor, act.Id, form["partially"] == "true", page.Aborted);
        if (result is { Act: null, Blocked.Count: > 0 })
        {
            return page.View<UndoBlockedPage>(new BlockedUndo(act, result, back), StatusCodes.Status409Conflict);
        }

        var path = back[(page.Request.PathBase.Value ?? "").Length..];
        return page.Go(path, new Flash(page.Plural("flash.undone", result.Undone)));
    }

    /// <summary>The refused rows of an import, as the file that can be mended and sent again.</summary>
    public static async Task<IResult> ErrorsAsync(PageContext page)
    {
        var imports = page.Services.GetRequiredService<IImports>();
        return long.TryParse(page.Request.RouteValues["import"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && await imports.OpenErrorsAsync(id, page.Aborted) is { } stream
            ? TypedResults.Stream(stream, "text/csv; charset=utf-8", $"refused-{id.ToString(CultureInfo.InvariantCulture)}.csv")
            : TypedResults.NotFound();
    }
}
