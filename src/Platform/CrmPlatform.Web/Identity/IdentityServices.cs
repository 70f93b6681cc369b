using CrmPlatform.Data.Identity;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Shell;
using CrmPlatform.Web.Tenants;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CrmPlatform.Web.Identity;

internal static class IdentityServices
{
    private const string EitherScheme = "Crm";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<AccountCache>();
        services.AddSingleton<SignInThrottle>();
        services.AddScoped<EmployeeLinks>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddIdentityCore<Account>(Configure)
            .AddRoles<IdentityRole<long>>()
            .AddSignInManager()
            .AddEntityFrameworkStores<TenantDbContext>()
            .AddDefaultTokenProviders();
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, o => o.ForwardDefaultSelector =
                context => ApiKeyHandler.IsPresented(context.Request) ? ApiKeyHandler.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ExternalScheme)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme);
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, ConfigureSignInCookie>();
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, RightPolicyProvider>();
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddAntiforgery();
        services.AddSingleton<IConfigureOptions<AntiforgeryOptions>>(provider => new ConfigureOptions<AntiforgeryOptions>(o =>
        {
            o.Cookie = new TenantCookieBuilder(provider.GetRequiredService<ITenantAccessor>(), "crm.form")
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                IsEssential = true,
                SecurePolicy = CookieSecurePolicy.SameAsRequest,
            };
            o.SuppressXFrameOptionsHeader = true;
        }));
    }

    /// <summary>Long passwords rather than odd characters, as NIST SP 800-63B has it.</summary>
    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Password.RequiredLength = 10;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 4;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
    }

    private sealed class ConfigureSignInCookie(ITenantAccessor tenants) : IConfigureNamedOptions<CookieAuthenticationOptions>
    {
        public void Configure(CookieAuthenticationOptions options) => Configure(null, options);

        public void Configure(string? name, CookieAuthenticationOptions options)
        {
            options.Cookie = new TenantCookieBuilder(tenants, name == IdentityConstants.ApplicationScheme ? "crm.account" : $"crm.{name}")
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                IsEssential = true,
                SecurePolicy = CookieSecurePolicy.SameAsRequest,
            };
            options.LoginPath = SignInEndpoints.Path;
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = TimeSpan.FromDays(14);
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = ValidateAsync;
            options.Events.OnRedirectToAccessDenied = context => throw RightHandler.Denied(context.HttpContext);
            options.Events.OnRedirectToLogin = SendToSignIn;
        }

        /// <summary>The account must be there still, and its password the one that the cookie was made under.</summary>
        private static async Task ValidateAsync(CookieValidatePrincipalContext context)
        {
            var stamp = context.Principal?.FindFirst(context.HttpContext.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType)?.Value;
            var accounts = context.HttpContext.RequestServices.GetRequiredService<IAccounts>();
            var account = context.Principal is { } principal && SignedIn.Read(principal) is { } signedIn
                ? await accounts.FindAsync(signedIn.Account, context.HttpContext.RequestAborted)
                : null;
            if (account is null || !string.Equals(account.SecurityStamp, stamp, StringComparison.Ordinal))
            {
                context.RejectPrincipal();
            }
        }

        /// <summary>People are sent to the form; programs are told.</summary>
        private static Task SendToSignIn(RedirectContext<CookieAuthenticationOptions> context)
        {
            var request = context.Request;
            if (request.IsForPrograms() || request.IsFromScript() || !HttpMethods.IsGet(request.Method))
            {
                throw WebErrors.SignInNeeded.With();
            }

            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }
    }
}
