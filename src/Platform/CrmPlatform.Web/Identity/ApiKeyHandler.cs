using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CrmPlatform.Web.Identity;

/// <summary><c>Authorization: Bearer crm_…</c>.</summary>
public sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ITenantAccessor tenants)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Prefix = "Bearer ";

    public static bool IsPresented(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsPresented(Request) || tenants.CurrentOrNull is not { State: TenantStatus.Running })
        {
            return AuthenticateResult.NoResult();
        }

        // Only now: accounts are of a tenant, and health is asked without one.
        var key = await Context.Get<IAccounts>().FindKeyAsync(Request.Headers.Authorization.ToString()[Prefix.Length..].Trim(), Context.RequestAborted);
        if (key is null)
        {
            return AuthenticateResult.Fail("unknown key");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, key.Account.ToString(CultureInfo.InvariantCulture)),
                new Claim(SignedIn.KeyClaim, key.Id.ToString(CultureInfo.InvariantCulture)),
                new Claim(SignedIn.KeyNameClaim, key.Name),
            ],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        throw (IsPresented(Request) ? Errors.WebErrors.BadKey : Errors.WebErrors.SignInNeeded).With();

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        throw RightHandler.Denied(Context);
}
