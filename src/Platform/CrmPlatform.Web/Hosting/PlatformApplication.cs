using CrmPlatform.Kernel.Modules;
using CrmPlatform.Web.Api;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Health;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.OpenApi;
using CrmPlatform.Web.Pages;
using CrmPlatform.Web.Tenants;

namespace CrmPlatform.Web.Hosting;

public static class PlatformApplication
{
    /// <summary>The pipeline and all endpoints: of the platform, of its pages, of the modules.</summary>
    public static WebApplication UseCrmPlatform(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ErrorMiddleware>();
        app.Use(static (context, next) =>
        {
            SecurityHeaders.Set(context.Response);
            return next(context);
        });
        app.UseResponseCompression();
        app.UseMiddleware<CultureMiddleware>();
        app.UseMiddleware<TenantMiddleware>();

        // Once more: inside, an error page knows its tenant.
        app.UseMiddleware<ErrorMiddleware>();
        app.UseRouting();
        app.UseMiddleware<FeatureGate>();
        app.UseAuthentication();
        app.UseMiddleware<ActorMiddleware>();
        app.UseAuthorization();
        app.UseCookieWriteChecks();
        app.UseAntiforgery();
        MapEndpoints(app);
        EndpointRightsCheck.Run(((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints));
        return app;
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        HealthEndpoints.Map(app);
        CommandEndpoint.Map(app);
        SignInEndpoints.Map(app);
        ContentEndpoints.Map(app);
        OpenApiEndpoints.Map(app);
        PageEndpoints.Map(app);
        app.MapFeatureEndpoints();
    }
}
