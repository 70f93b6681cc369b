using CrmPlatform.Kernel.Modules;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Tenants;

/// <summary>Endpoints of a feature that is off are not there.</summary>
public sealed class FeatureGate(RequestDelegate next, ITenantStates states)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<FeatureEndpointMetadata>() is { } of
            && !(await states.GetAsync(context.RequestAborted)).Features.Contains(of.Feature))
        {
            throw WebErrors.PageNotFound.With(("path", context.Request.Path));
        }

        await next(context);
    }
}
