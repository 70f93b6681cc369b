using System.Globalization;
using CrmPlatform.Data;
using CrmPlatform.Data.Tenants;
using CrmPlatform.Web.Api;

namespace CrmPlatform.Web.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can serve, because its databases answer.</summary>
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
        var health = await context.Get<IDatabaseProbe>().RunAsync(context.RequestAborted);
        var ready = health.Faults.Count == 0;
        foreach (var fault in health.Faults)
        {
            LogNotReady(context.Get<ILoggerFactory>().CreateLogger(typeof(HealthEndpoints)), Sentence(fault), fault.Cause.Message);
        }

        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", ready ? "ready" : "not ready");
            json.WriteNumber("tenants", health.Tenants);
            json.WriteNumber("closed", health.Closed);
            if (!ready)
            {
                json.WriteString("id", StorageErrors.Unreachable.Id);
                json.WriteString("fault", string.Join(' ', health.Faults.Select(Sentence)));
            }

            json.WriteEndObject();
        });
    }

    private static string Sentence(DatabaseFault fault) => fault.Tenants switch
    {
        null => "The host database does not answer.",
        1 => "The database of 1 tenant does not answer.",
        var count => string.Create(CultureInfo.InvariantCulture, $"The database of {count} tenants does not answer."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault} {Cause}")]
    private static partial void LogNotReady(ILogger logger, string fault, string cause);
}
