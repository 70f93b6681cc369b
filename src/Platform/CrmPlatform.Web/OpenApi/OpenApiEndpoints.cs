using CrmPlatform.Content;
using CrmPlatform.Modules;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Api;

namespace CrmPlatform.Web.OpenApi;

/// <summary><c>GET /openapi/v1.json</c>, of the tenant's effective model.</summary>
public static class OpenApiEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", GetAsync).RequireRight(Permission.ContentView);

    private static async Task GetAsync(HttpContext context)
    {
        var state = await context.Get<ITenantStates>().GetAsync(context.RequestAborted);
        var document = context.Get<OpenApiDocuments>().Of(state.Model, state.Settings.Title);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = document.Length;
        await context.Response.Body.WriteAsync(document, context.RequestAborted);
    }
}
