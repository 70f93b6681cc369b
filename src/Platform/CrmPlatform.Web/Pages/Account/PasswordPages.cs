using System.Globalization;
using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace CrmPlatform.Web.Pages.Account;

/// <param name="Expired">True: the link opens nothing more.</param>
public sealed record PasswordData(string Account, string Token, string? Error, bool Expired);

/// <summary>A one-time link: whoever got it chooses a password and is signed in.</summary>
internal static class PasswordPages
{
    public const string Path = "/password";

    public static async Task ShowAsync(HttpContext http)
    {
        var page = await Screens.ContextAsync(http, Screens.Nobody);
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        var (account, token) = (page.Request.Query["account"].ToString(), page.Request.Query["token"].ToString());
        var data = long.TryParse(account, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && await http.RequestServices.GetRequiredService<IAccounts>().IsOpenAsync(id, token)
            ? new PasswordData(account, token, null, false)
            : new PasswordData(account, token, page.T(WebErrors.LinkExpired.With()), true);
        await page.View<PasswordPage>(data).ExecuteAsync(http);
    }

    public static async Task SaveAsync(HttpContext http)
    {
        await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        var page = await Screens.ContextAsync(http, Screens.Nobody);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            var id = long.TryParse(form["account"], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : throw WebErrors.LinkExpired.With();
            var account = await http.RequestServices.GetRequiredService<IAccounts>().RedeemAsync(id, form["token"].ToString(), form["password"].ToString(), http.RequestAborted);
            await SignInAsync(http.RequestServices, account.Email);
            await page.Go("/").ExecuteAsync(http);
        }
        catch (UserError error)
        {
            var data = new PasswordData(form["account"].ToString(), form["token"].ToString(), page.T(error), error.Id == WebErrors.LinkExpired.Id);
            await page.View<PasswordPage>(data, error.Code.Status).ExecuteAsync(http);
        }
    }

    /// <summary>Signs in an account that has just proved itself.</summary>
    public static async Task SignInAsync(IServiceProvider services, string email)
    {
        var signIn = services.GetRequiredService<SignInManager<Data.Identity.Account>>();
        if (await signIn.UserManager.FindByEmailAsync(email) is { } user)
        {
            user.LastSignInAt = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await signIn.UserManager.UpdateAsync(user);
            await signIn.SignInAsync(user, isPersistent: true);
        }
    }
}
