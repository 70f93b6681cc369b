using System.Globalization;
using System.Security.Claims;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Api;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Hosting;

namespace CrmPlatform.Web.Identity;

/// <summary>Makes the actor of whoever signed in, and settles the language: the account's, else what was asked for, else the tenant's.</summary>
public sealed class ActorMiddleware(RequestDelegate next, ITenantAccessor tenants)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (tenants.CurrentOrNull is { State: TenantStatus.Running } && !IsFile(context))
        {
            await EnterAsync(context);
        }

        await next(context);
    }

    /// <summary>Files of pages belong to nobody, and ask no database.</summary>
    private static bool IsFile(HttpContext context) => context.Request.IsUnder("/_content");

    private static async Task EnterAsync(HttpContext context)
    {
        if (SignedIn.Read(context.User) is { } signedIn
            && await context.Get<IAccounts>().FindAsync(signedIn.Account, context.RequestAborted) is { } account)
        {
            var state = await context.Get<ITenantStates>().GetAsync(context.RequestAborted);
            var actor = signedIn.Key is { } key
                ? account.ToActor(state.Model, $"key:{key}", $"{account.Name} ({signedIn.KeyName})")
                : account.ToActor(state.Model) with { Zone = account.Choices.Zone };
            var request = new RequestActor(actor, account, ByCookie: signedIn.Key is null);
            context.SetActor(request);

            // A program that names a language means it; a browser names one in every request.
            if (request.Culture is { } culture && (signedIn.Key is null || CultureMiddleware.IsSilent(context)))
            {
                RequestCulture.Set(context, culture);
                return;
            }
        }

        if (CultureMiddleware.IsSilent(context))
        {
            var state = await context.Get<ITenantStates>().GetAsync(context.RequestAborted);
            RequestCulture.Set(context, CultureInfo.GetCultureInfo(state.Settings.Culture));
        }
    }
}

/// <summary>What a principal of ours says: the account, and the key it came by.</summary>
internal sealed record SignedIn(long Account, string? Key, string? KeyName)
{
    public const string KeyClaim = "crm:key";
    public const string KeyNameClaim = "crm:key-name";

    public static SignedIn? Read(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var account)
            ? new SignedIn(account, principal.FindFirstValue(KeyClaim), principal.FindFirstValue(KeyNameClaim))
            : null;
}
