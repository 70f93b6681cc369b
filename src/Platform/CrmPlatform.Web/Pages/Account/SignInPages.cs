using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Account;

/// <param name="Error">Why the last try was refused, or null.</param>
/// <param name="Kept">A form that was sent after the session had ended.</param>
public sealed record SignInData(string ReturnUrl, string? Error, KeptForm? Kept = null);

/// <summary>The page with the sign-in form; the form itself is answered by <see cref="SignInEndpoints"/>.</summary>
internal static class SignInPages
{
    private static readonly ErrorCode[] _refusals = [WebErrors.SignInFailed, WebErrors.SignInTooOften];

    /// <summary>The page to sign in, with a form that waits behind it.</summary>
    public static async Task<IResult> KeepAsync(HttpContext http, KeptForm kept, UserError? refusal = null)
    {
        var page = await Screens.ContextAsync(http, Screens.Nobody);
        return page.View<SignInPage>(new SignInData(page.Url("/"), page.T(refusal ?? WebErrors.SessionEnded.With()), kept), StatusCodes.Status401Unauthorized);
    }

    /// <summary>Signed in again: the form that waited can go on.</summary>
    public static async Task<IResult> GoOnAsync(HttpContext http, KeptForm kept) =>
        (await Screens.ContextAsync(http, Screens.Nobody)).View<KeptPage>(kept);

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
