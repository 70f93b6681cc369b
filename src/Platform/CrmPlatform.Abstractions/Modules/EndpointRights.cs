using Microsoft.AspNetCore.Builder;

namespace CrmPlatform.Modules;

/// <summary>
/// Every endpoint states who may call it: those with a right, anyone signed in (<c>RequireAuthorization()</c>), or everyone
/// (<c>AllowAnonymous()</c>). An endpoint that states nothing stops the start of the host.
/// </summary>
public static class EndpointRights
{
    /// <summary>Policies of this name ask for the right that follows.</summary>
    public const string PolicyPrefix = "right:";

    /// <summary>Only those who have the permission may call.</summary>
    public static TBuilder RequireRight<TBuilder>(this TBuilder endpoints, string permission)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(PolicyPrefix + permission);
}
