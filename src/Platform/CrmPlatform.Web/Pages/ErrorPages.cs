using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Account;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages;

/// <summary>An error, inside the shell for people who are signed in.</summary>
/// <param name="Helpers">Who can give the right that was missing.</param>
public sealed record ErrorData(ErrorPage Error, bool WithShell, IReadOnlyList<string> Helpers);

/// <summary>Writes errors as pages; falls back to the plainest one when even that fails.</summary>
internal sealed class ErrorPages(ILogger<ErrorPages> log) : IErrorPages
{
    private const int MostHelpers = 3;
    private static readonly PlainErrorPages _plain = new();

    public async Task WriteAsync(HttpContext context, ErrorPage page)
    {
        try
        {
            var result = await MakeAsync(context, page);
            await result.ExecuteAsync(context);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !context.Response.HasStarted)
        {
            log.LogError(fault, "The page of the error {Error} failed", page.Id);
            await _plain.WriteAsync(context, page);
        }
    }

    private static async Task<IResult> MakeAsync(HttpContext http, ErrorPage error)
    {
        if (error.Id == WebErrors.SignInNeeded.Id && await KeptForm.OfAsync(http) is { } kept)
        {
            return await SignInPages.KeepAsync(http, kept);
        }

        var running = http.RequestServices.GetRequiredService<ITenantAccessor>().CurrentOrNull is { State: TenantStatus.Running };
        if (running && http.GetRequestActor() is { } actor)
        {
            var page = await Screens.ContextAsync(http, actor.Actor);
            error = InWords(page, error);
            return page.IsFragment
                ? page.View<Components.Toast>(new Flash(error.Detail, Bad: true, Error: error.Id), error.Status)
                : page.View<ErrorView>(new ErrorData(error, true, await HelpersAsync(page, error)), error.Status);
        }

        var bare = Screens.BareContext(http);
        return bare.View<ErrorView>(new ErrorData(InWords(bare, error), false, []), error.Status);
    }

    private static ErrorPage InWords(PageContext page, ErrorPage error) =>
        error.Error is { } cause ? error with { Detail = page.T(cause) } : error;

    /// <summary>The administrators, where a right was missing.</summary>
    private static async Task<IReadOnlyList<string>> HelpersAsync(PageContext page, ErrorPage error)
    {
        if (error.Status != StatusCodes.Status403Forbidden)
        {
            return [];
        }

        var accounts = await page.Services.GetRequiredService<IAccounts>().ListAsync(page.Aborted);
        return [.. accounts.Where(a => a.DisabledAt is null && a.Roles.Contains(KnownRoles.Administrator, StringComparer.OrdinalIgnoreCase)).Select(a => a.Name).Take(MostHelpers)];
    }
}
