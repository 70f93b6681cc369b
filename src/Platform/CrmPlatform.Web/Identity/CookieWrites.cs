using Microsoft.AspNetCore.Antiforgery;

namespace CrmPlatform.Web.Identity;

/// <summary>
/// A browser sends its cookie with whatever page asks for it. So writes of the API that come with a cookie, rather than with a
/// key, must carry the antiforgery token of our pages (header <c>RequestVerificationToken</c>).
/// </summary>
internal static class CookieWrites
{
    private static readonly object _marker = new();

    public static TBuilder FromOurPages<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(_marker);

    public static IApplicationBuilder UseCookieWriteChecks(this IApplicationBuilder app) => app.Use(
        static async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.Contains(_marker) == true && context.GetRequestActor() is { ByCookie: true })
            {
                await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            }

            await next(context);
        });
}
