using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Account;

/// <param name="Error">Why the last try was refused, or null.</param>
public sealed record SignInData(string ReturnUrl, string? Error);

/// <summary>The page with the sign-in form; the form itself is answered by <see cref="SignInEndpoints"/>.</summary>
internal static class SignInPages
{
    private static readonly ErrorCode[] _refusals = [WebErrors.SignInFailed, WebErrors.SignInTooOften];

    /// <summary>For a page that outlived its session: who is signed in now, and the token that its forms need.</summary>
    public static Task<IResult> RenewAsync(PageContext page) => Task.FromResult<IResult>(page.View<SignedIn>());

    public static async Task ShowAsync(HttpContext http)
    {
        var page = await Screens.ContextAsync(http, Screens.Nobody);
        var refusal = Array.Find(_refusals, r => r.Id == page.Request.Query["error"]);
        var data = new SignInData(
            SignInEndpoints.LocalReturn(http, page.Request.Query["returnUrl"]),
            refusal is null ? null : page.T(refusal.With()));
        var status = refusal?.Status ?? StatusCodes.Status200OK;
        await (page.IsFragment ? page.View<SignInAgain>(data) : page.View<SignInPage>(data, status)).ExecuteAsync(http);
    }
}
