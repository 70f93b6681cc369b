using Microsoft.AspNetCore.Authorization;

namespace CrmPlatform.Web.Identity;

/// <summary>Refuses to start with an endpoint that does not say who may call it.</summary>
public static class EndpointRightsCheck
{
    public static void Run(IEnumerable<Endpoint> endpoints)
    {
        var silent = endpoints
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.DisplayName ?? "?")
            .ToList();
        if (silent.Count > 0)
        {
            throw new InvalidOperationException(
                $"These endpoints do not state who may call them (RequireRight, RequireAuthorization or AllowAnonymous): {string.Join("; ", silent)}");
        }
    }
}
