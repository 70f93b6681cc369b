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

    public static async Task ShowAsync(HttpContext http)
    {
        var page = await Screens.ContextAsync(http, Screens.Nobody);
        var refusal = Array.Find(_refusals, r => r.Id == page.Request.Query["error"]);
        var data = new SignInData(
            SignInEndpoints.LocalReturn(http, page.Request.Query["returnUrl"]),
            refusal is null ? null : page.T(refusal.With()));
        await page.View<SignInPage>(data, refusal?.Status ?? StatusCodes.Status200OK).ExecuteAsync(http);
    }
}
