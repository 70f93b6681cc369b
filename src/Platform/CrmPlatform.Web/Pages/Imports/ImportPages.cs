using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Drafts;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.Features;

namespace CrmPlatform.Web.Pages.Imports;

/// <summary>The page that a file is chosen on.</summary>
public sealed record ChooseFile(string? Type, string? Error);

/// <summary>An import under way, or done.</summary>
/// <param name="Draft">The draft that it comes from, while that is there: dry runs lead back to it.</param>
public sealed record ImportRun(ImportProgress Progress, Act? Act, string? Draft);

/// <summary>The import wizard: a file, its columns, what became of it.</summary>
internal static class ImportPages
{
    /// <summary>The largest file that a browser may send.</summary>
    public const long MaxFile = 512L * 1024 * 1024;

    private const int PreviewRows = 8;

    /// <summary>Of <see cref="CrmPlatform.Events.WorkEnded"/>.</summary>
    private const string Kind = "import";

    public static Task<IResult> ChooseAsync(PageContext page)
    {
        Writing.Demand(page, Permission.ContentImport);
        return Task.FromResult<IResult>(page.View<ChooseFilePage>(new ChooseFile(page.Request.Query["type"], null)));
    }

    /// <summary>Takes large files, but only of people who may import. The form is read to disk, not to memory.</summary>
    public static Task UploadAsync(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated == true && http.GetActor().Can(Permission.ContentImport))
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = MaxFile + (1024 * 1024);
            }

            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = MaxFile }));
        }

        return Screens.Post(TakeFileAsync)(http);
    }

    public static async Task<IResult> MapAsync(PageContext page)
    {
        var drafts = page.Services.GetRequiredService<IImportDrafts>();
        return await ShowAsync(page, await drafts.GetAsync(page.Actor, DraftOf(page), page.Aborted), null);
    }

    /// <summary>Keeps the choices; shows what they make of the file, tries it, or imports it.</summary>
    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var drafts = page.Services.GetRequiredService<IImportDrafts>();
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var draft = await drafts.GetAsync(page.Actor, DraftOf(page), page.Aborted);
        if (form.ContainsKey("t0"))
        {
            var mapping = MappingForm.Read(draft, form);
            draft = await drafts.SaveAsync(page.Actor, draft.Id, mapping, HintsOf(page), page.Aborted);
        }

        var task = form["do"].ToString();
        if (task is not ("try" or "import"))
        {
            return page.IsFragment ? await ShowAsync(page, draft, null) : page.Go($"/import/{draft.Id}");
        }

        // The reasons of refused rows are written in the language of the page, which may be that of the account.
        RequestCulture.Set(page.Http, page.Culture);
        try
        {
            var import = await drafts.StartAsync(page.Actor, draft, task == "try", page.Aborted);
            page.Services.GetRequiredService<WorkWatch>().Look(Kind, import);
            _ = page.Services.GetRequiredService<TenantWork>().Start($"import {import}", (services, stopping) => services.GetRequiredService<IImports>().RunAsync(import, null, stopping));
            return page.Go($"/imports/{import.ToString(CultureInfo.InvariantCulture)}?draft={draft.Id}");
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return await ShowAsync(page, draft, page.T(error));
        }
    }

    /// <summary>The mapping as a file for the command line.</summary>
    public static async Task<IResult> MappingFileAsync(PageContext page)
    {
        var draft = await page.Services.GetRequiredService<IImportDrafts>().GetAsync(page.Actor, DraftOf(page), page.Aborted);
        var name = Path.GetFileNameWithoutExtension(draft.FileName) + ".import.json";
        return TypedResults.File(Encoding.UTF8.GetBytes(ImportMappings.Write(draft.Mapping)), "application/json", name);
    }

    /// <summary>How far an import is, and what became of it.</summary>
    public static async Task<IResult> RunAsync(PageContext page)
    {
        var written = page.Request.RouteValues["import"] as string;
        var found = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await page.Services.GetRequiredService<IImports>().FindAsync(id, page.Aborted)
            : null;
        var progress = found ?? throw ImportErrors.Unknown.With(("import", written));
        Writing.Demand(page, Permission.ContentView);
        page.Services.GetRequiredService<WorkWatch>().Look(Kind, progress.Id);
        var act = progress.Act is { } number ? await page.Services.GetRequiredService<IActs>().FindAsync(page.Actor, number, page.Aborted) : null;
        var run = new ImportRun(progress, act, Guid.TryParseExact(page.Request.Query["draft"], "N", out _) ? page.Request.Query["draft"].ToString() : null);
        return page.IsFragment ? page.View<ImportResult>(run) : page.View<ImportRunPage>(run);
    }

    private static async Task<IResult> TakeFileAsync(PageContext page)
    {
        Writing.Demand(page, Permission.ContentImport);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var type = form["type"].ToString() is { Length: > 0 } chosen ? page.Model.Get(chosen).Id : null;
        try
        {
            // Without a choice a browser sends a file without a name.
            var file = form.Files.GetFile("file") is { FileName.Length: > 0 } sent ? sent : throw ImportErrors.NoFile.With();
            var stream = file.OpenReadStream();
            await using (stream.ConfigureAwait(false))
            {
                var draft = await page.Services.GetRequiredService<IImportDrafts>().CreateAsync(page.Actor, stream, file.FileName, type, HintsOf(page), page.Aborted);
                return page.Go($"/import/{draft.Id}");
            }
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage))
        {
            return page.View<ChooseFilePage>(new ChooseFile(type, page.T(error)), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> ShowAsync(PageContext page, ImportDraft draft, string? error)
    {
        ImportPreview? preview = null;
        try
        {
            preview = await page.Services.GetRequiredService<IImportDrafts>().PreviewAsync(page.Actor, draft.Id, PreviewRows, page.Aborted);
        }
        catch (UserError problem) when (problem.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage))
        {
            error ??= page.T(problem);
        }

        var data = MappingForm.Of(page, draft, preview, error);
        return page.IsFragment ? page.View<ImportForm>(data) : page.View<ImportPage>(data);
    }

    private static string DraftOf(PageContext page) => page.Request.RouteValues["draft"] as string ?? "";

    private static ImportHints HintsOf(PageContext page) => new(page.Culture, page.Format.Country);
}
