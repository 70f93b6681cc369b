using CrmPlatform.Tenants;
using CrmPlatform.Web.Api;

namespace CrmPlatform.Web.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can serve, because the host database answers.</summary>
public static partial class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/health/live", methods, static context => context.WriteJsonAsync(static json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "live");
            json.WriteEndObject();
        })).AllowAnonymous();
        routes.MapMethods("/health/ready", methods, ReadyAsync).AllowAnonymous();
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var tenants = 0;
        var closed = 0;
        string? fault = null;
        try
        {
            var all = await context.Get<ITenantStore>().ListAsync(context.RequestAborted);
            tenants = all.Count;
            closed = all.Count(t => t.State == TenantStatus.Closed);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotReady(context.Get<ILoggerFactory>().CreateLogger(typeof(HealthEndpoints)), e);
            fault = "The host database does not answer.";
        }

        context.Response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", fault is null ? "ready" : "not ready");
            json.WriteNumber("tenants", tenants);
            json.WriteNumber("closed", closed);
            if (fault is not null)
            {
                json.WriteString("fault", fault);
            }

            json.WriteEndObject();
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The host database does not answer")]
    private static partial void LogNotReady(ILogger logger, Exception exception);
}
