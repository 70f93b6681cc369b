using CrmPlatform.Errors;
using CrmPlatform.Modules;
using CrmPlatform.Web.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CrmPlatform.Web.Identity;

/// <summary>Asks for a permission of the actor.</summary>
public sealed record RightRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>Makes a policy of each name <c>right:{permission}</c>.</summary>
public sealed class RightPolicyProvider(IOptions<AuthorizationOptions> options) : IAuthorizationPolicyProvider
{
    private readonly DefaultAuthorizationPolicyProvider _default = new(options);

    public bool AllowsCachingPolicies => true;

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => _default.GetDefaultPolicyAsync();

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => _default.GetFallbackPolicyAsync();

    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        ArgumentNullException.ThrowIfNull(policyName);
        return policyName.StartsWith(EndpointRights.PolicyPrefix, StringComparison.Ordinal)
            ? Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .AddRequirements(new RightRequirement(policyName[EndpointRights.PolicyPrefix.Length..]))
                .Build())
            : _default.GetPolicyAsync(policyName);
    }
}

/// <summary>Looks at the permissions of the request's actor.</summary>
public sealed class RightHandler : AuthorizationHandler<RightRequirement>
{
    private static readonly object _denied = new();

    /// <summary>The error that names the right which was missing.</summary>
    internal static UserError Denied(HttpContext context) =>
        context.Items.TryGetValue(_denied, out var permission)
            ? PlatformErrors.Forbidden.With(("permission", permission))
            : WebErrors.ForbiddenHere.With();

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(requirement);
        if (context.Resource is not HttpContext http)
        {
            return Task.CompletedTask;
        }

        if (http.GetRequestActor()?.Actor.Can(requirement.Permission) == true)
        {
            context.Succeed(requirement);
        }
        else
        {
            http.Items[_denied] = requirement.Permission;
        }

        return Task.CompletedTask;
    }
}
