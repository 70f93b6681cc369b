using System.Globalization;
using CrmPlatform.Data.Identity;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Api;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Pages.Account;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace CrmPlatform.Web.Identity;

/// <summary>
/// <c>POST /sign-in</c> (form: email, password, remember, returnUrl) and <c>POST /sign-out</c>. The page with the form is
/// <c>GET /sign-in</c>; after a refusal it is shown again with <c>?error=</c> and the id of the error.
/// </summary>
public static class SignInEndpoints
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost(Path, SignInAsync).AllowAnonymous();
        routes.MapPost("/sign-out", SignOutAsync).RequireAuthorization();
    }

    /// <summary>A path within the tenant, or its root: never another site.</summary>
    public static string LocalReturn(HttpContext context, string? asked)
    {
        ArgumentNullException.ThrowIfNull(context);
        var root = context.Request.PathBase.Value + "/";
        return asked is ['/', ..] && asked is not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl)
            && asked.StartsWith(root, StringComparison.OrdinalIgnoreCase)
            ? asked
            : root;
    }

    private static async Task SignInAsync(HttpContext context)
    {
        await context.Get<IAntiforgery>().ValidateRequestAsync(context);
        var (throttle, tenant, address) = (context.Get<SignInThrottle>(), context.Get<ITenantAccessor>().Current.Name, context.Connection.RemoteIpAddress);
        throttle.Admit(tenant, address);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = LocalReturn(context, form["returnUrl"]);
        if (await TrySignInAsync(context, form["email"].ToString(), form["password"].ToString(), form["remember"] == "true"))
        {
            await (KeptForm.Carried(context, form) is { } waiting ? SendAsync(context, SignInPages.GoOnAsync(context, waiting)) : RedirectAsync(context, returnUrl));
            return;
        }

        throttle.CountFailure(tenant, address);
        if (KeptForm.Carried(context, form) is { } kept)
        {
            await SendAsync(context, SignInPages.KeepAsync(context, kept, WebErrors.SignInFailed.With()));
            return;
        }

        // One answer for a wrong password, an unknown e-mail and a locked account: nobody learns which accounts exist.
        context.Response.Redirect(
            $"{context.Request.PathBase}{Path}?error={WebErrors.SignInFailed.Id}&returnUrl={Uri.EscapeDataString(returnUrl)}");
    }

    private static async Task SendAsync(HttpContext context, Task<IResult> page) => await (await page).ExecuteAsync(context);

    private static Task RedirectAsync(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }

    private static async Task<bool> TrySignInAsync(HttpContext context, string email, string password, bool remember)
    {
        var signIn = context.Get<SignInManager<Account>>();
        var account = await signIn.UserManager.FindByEmailAsync(email);
        if (account is not { DisabledAt: null })
        {
            // As slow as a wrong password.
            signIn.UserManager.PasswordHasher.HashPassword(new Account(), password);
            return false;
        }

        var result = await signIn.PasswordSignInAsync(account, password, remember, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            account.LastSignInAt = context.Get<TimeProvider>().GetUtcNow();
            await signIn.UserManager.UpdateAsync(account);
        }

        return result.Succeeded;
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        await context.Get<IAntiforgery>().ValidateRequestAsync(context);
        await context.Get<SignInManager<Account>>().SignOutAsync();
        context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"{context.Request.PathBase}{Path}"));
    }
}
