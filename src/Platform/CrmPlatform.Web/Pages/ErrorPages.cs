using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Account;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages;

/// <summary>An error, inside the shell for people who are signed in.</summary>
public sealed record ErrorData(ErrorPage Error, bool WithShell);

/// <summary>Writes errors as pages; falls back to the plainest one when even that fails.</summary>
internal sealed class ErrorPages(ILogger<ErrorPages> log) : IErrorPages
{
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
            return page.IsFragment
                ? page.View<Components.Toast>(new Flash(error.Detail, Bad: true, Error: error.Id), error.Status)
                : page.View<ErrorView>(new ErrorData(error, true), error.Status);
        }

        return Screens.BareContext(http).View<ErrorView>(new ErrorData(error, false), error.Status);
    }
}
