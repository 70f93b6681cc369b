using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Shell;

/// <summary>A handler of a page.</summary>
public delegate Task<IResult> PageHandler(PageContext page);

/// <summary>Makes request delegates of page handlers: signed in or sent to sign in, forms checked, context made.</summary>
public static class Screens
{
    /// <summary>A page to read, for people who are signed in.</summary>
    public static RequestDelegate Show(PageHandler handler) => http => RunAsync(http, handler, post: false);

    /// <summary>A form, for people who are signed in.</summary>
    public static RequestDelegate Post(PageHandler handler) => http => RunAsync(http, handler, post: true);

    /// <summary>The context of a page that anyone may see; the tenant is set up.</summary>
    public static async Task<PageContext> ContextAsync(HttpContext http, Actor actor)
    {
        var state = await http.RequestServices.GetRequiredService<ITenantStates>().GetAsync(http.RequestAborted);
        return Make(http, actor, state);
    }

    /// <summary>A context before there is a tenant to speak of: set-up, errors.</summary>
    internal static PageContext BareContext(HttpContext http) => Make(http, Nobody, EmptyState);

    /// <summary>Someone who is not signed in.</summary>
    internal static Actor Nobody { get; } = new("", "", null, new HashSet<string>(StringComparer.OrdinalIgnoreCase));

    public static RazorComponentResult View<TComponent>(this PageContext page, object? data = null, int status = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        page.Http.Response.Headers.CacheControl = "no-cache, no-store";
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(PageRoot.Page)] = page,
            [nameof(PageRoot.Component)] = typeof(TComponent),
            [nameof(PageRoot.Parameters)] = data is null ? null : new Dictionary<string, object>(StringComparer.Ordinal) { ["Data"] = data },
        };
        return new RazorComponentResult<PageRoot>(parameters) { PreventStreamingRendering = true, StatusCode = status };
    }

    /// <summary>Goes to a page of the tenant and says there what was done.</summary>
    public static RedirectHttpResult Go(this PageContext page, string path, Flash? flash = null)
    {
        if (flash is not null)
        {
            page.Services.GetRequiredService<Flashes>().Leave(page.Http, flash);
        }

        return TypedResults.LocalRedirect(page.Url(path));
    }

    /// <summary>Tells a script that waits for a fragment what was wrong: in a toast, and nothing of the page is replaced.</summary>
    /// <param name="field">The name of the input that it is about: the sentence stands beside it.</param>
    public static IResult Say(this PageContext page, string text, string? field = null)
    {
        var (name, detail) = field is null ? ("crm:say", (object)text) : ("crm:refused", new { field, text });
        var headers = page.Http.Response.Headers;
        headers["HX-Reswap"] = "none";

        // Headers hold ASCII alone: the serializer writes other letters by their numbers.
        headers["HX-Trigger"] = JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { [name] = detail });
        return TypedResults.Content("", "text/html");
    }

    private static async Task RunAsync(HttpContext http, PageHandler handler, bool post)
    {
        if (http.User.Identity?.IsAuthenticated != true)
        {
            var back = post ? http.Request.PathBase + "/" : http.Request.PathBase + http.Request.Path + http.Request.QueryString;
            http.Response.Redirect($"{http.Request.PathBase}{SignInEndpoints.Path}?returnUrl={Uri.EscapeDataString(back)}");
            return;
        }

        if (post)
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        }

        var page = await ContextAsync(http, http.GetActor());
        var result = await handler(page);
        await (result is RedirectHttpResult to && http.Request.IsSentByScript() ? SendOn(http, to.Url) : result.ExecuteAsync(http));
    }

    /// <summary>A script that sent a form goes to the next page itself: had it followed the way there, the page's toast would be spent.</summary>
    private static Task SendOn(HttpContext http, string url)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers[FormHeaders.Go] = UriHelper.Encode(new Uri(url, UriKind.Relative));
        return Task.CompletedTask;
    }

    private static PageContext Make(HttpContext http, Actor actor, TenantState state)
    {
        var page = new PageContext(http, actor, state, Preferences.Of(http));
        RequestCulture.Set(http, page.Culture);
        return page;
    }

    private static TenantState EmptyState { get; } = new(
        "",
        new HashSet<string>(StringComparer.OrdinalIgnoreCase),
        [],
        new ContentModel("", new Dictionary<string, ContentType>(StringComparer.OrdinalIgnoreCase), [], [], [], [], []),
        TenantSettings.Default);
}
