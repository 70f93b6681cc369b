using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>What was done lately, and the imports under way.</summary>
public sealed record ActsData(IReadOnlyList<Act> Acts, ActWords Words, IReadOnlyList<ListedImport> Imports, bool More);

/// <summary>An import as the list of what was done shows it.</summary>
public sealed record ListedImport(ImportProgress Progress, bool Undone);

/// <summary>An undo that records changed since stand in the way of.</summary>
public sealed record BlockedUndo(Act Act, UndoResult Result, string Back);

/// <summary>The list of acts and their undo.</summary>
internal static class ActPages
{
    private const int Shown = 50;
    private const int ShownImports = 20;

    public static async Task<IResult> ListAsync(PageContext page)
    {
        long? before = long.TryParse(page.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var acts = await page.Services.GetRequiredService<IActs>().ListAsync(page.Actor, Shown + 1, before, page.Aborted);
        var imports = before is null ? await ImportsAsync(page, acts) : [];
        var shown = acts.Take(Shown).ToList();
        var words = await ActWords.ForAsync(page, shown.Select(a => a.Kind));
        return page.View<ActsPage>(new ActsData(shown, words, imports, acts.Count > Shown));
    }

    private static async Task<IReadOnlyList<ListedImport>> ImportsAsync(PageContext page, IReadOnlyList<Act> known)
    {
        var listed = new List<ListedImport>();
        foreach (var import in await page.Services.GetRequiredService<IImports>().ListAsync(ShownImports, page.Aborted))
        {
            var act = import.Act is not { } id ? null
                : known.FirstOrDefault(a => a.Id == id) ?? await page.Services.GetRequiredService<IActs>().FindAsync(page.Actor, id, page.Aborted);
            listed.Add(new ListedImport(import, act?.UndoneBy is not null));
        }

        return listed;
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
        return page.Go(path, await SayAsync(page, result));
    }

    /// <summary>Names the record that is as it was, or says how many of which type are.</summary>
    private static async Task<Flash> SayAsync(PageContext page, UndoResult result)
    {
        if (result.Record is { } record && page.Model.Find(record.Type) is { Internal: false }
            && (await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, [record], page.Aborted)).TryGetValue(record, out var link))
        {
            return new Flash(page.T("flash.undone-one"), Link: $"/c/{link.Type}/{link.Id.ToString(CultureInfo.InvariantCulture)}", LinkText: link.Name.Length > 0 ? link.Name : page.T("record.unnamed"));
        }

        var types = result.Types.Where(t => page.Model.Find(t.Key) is { Internal: false })
            .Select(t => page.T("flash.undone-of", ("count", t.Value.ToString("N0", page.Culture)), ("noun", t.Value == 1 ? page.Noun(t.Key) : page.Nouns(t.Key)))).ToList();
        return new Flash(types.Count == 0 ? page.T("acts.undone") : page.T("flash.undone", ("records", string.Join(", ", types))));
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
