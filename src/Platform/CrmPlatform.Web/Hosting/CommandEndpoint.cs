using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CrmPlatform.Web.Commands;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// Takes commands from the command line of the same machine and user: only from loopback, only with the secret of
/// <c>host.json</c>. The answer is a line of JSON per piece of output, the exit code last.
/// </summary>
internal static partial class CommandEndpoint
{
    public const string Path = "/_host/command";
    public const string SecretHeader = "Crm-Host-Secret";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, RunAsync).AllowAnonymous();

    private static async Task RunAsync(HttpContext context)
    {
        if (!LocalRequest.IsSameMachine(context)
            || !context.RequestServices.GetRequiredService<HostSecret>().Matches(context.Request.Headers[SecretHeader]))
        {
            throw WebErrors.PageNotFound.With(("path", context.Request.Path));
        }

        var request = await context.Request.ReadFromJsonAsync(HostJson.Default.CommandRequest, context.RequestAborted)
            ?? throw WebErrors.NotAnObject.With();
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted);
        var frames = Channel.CreateUnbounded<CommandFrame>(new UnboundedChannelOptions { SingleReader = true });
        var running = InvokeAsync(context, request, frames.Writer);
        await foreach (var frame in frames.Reader.ReadAllAsync(context.RequestAborted))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, frame, HostJson.Default.CommandFrame, context.RequestAborted);
            await context.Response.WriteAsync("\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await running;
    }

    private static async Task InvokeAsync(HttpContext context, CommandRequest request, ChannelWriter<CommandFrame> frames)
    {
        // Not on the request's own flow: what the command sets there (culture, tenant) must not meet the answer's.
        await Task.Yield();
        var exit = ExitCodes.Refused;
        try
        {
            exit = await new CommandLine(EnvironmentOf(context, request, frames)).Root.Parse(request.Args).InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false },
                context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            var reference = Fault.NewReference();
            LogFault(context.RequestServices.GetRequiredService<ILogger<CommandLine>>(), exception, reference, request.Args.FirstOrDefault());
            await frames.WriteAsync(new CommandFrame(Err: Fault.Line(reference)), CancellationToken.None);
        }
        finally
        {
            frames.TryWrite(new CommandFrame(Exit: exit));
            frames.Complete();
        }
    }

    private static CommandEnvironment EnvironmentOf(HttpContext context, CommandRequest request, ChannelWriter<CommandFrame> frames) => new()
    {
        Services = context.RequestServices,
        Out = new FrameWriter(text => frames.TryWrite(new CommandFrame(Out: text))),
        Error = new FrameWriter(text => frames.TryWrite(new CommandFrame(Err: text))),
        ReadInput = _ => Task.FromResult(request.Input ?? ""),
        WorkingDirectory = request.WorkingDirectory,
        Culture = CultureInfo.GetCultureInfo(request.Culture),
        WorkStops = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Reference} in command {Command}")]
    public static partial void LogFault(ILogger logger, Exception exception, string reference, string? command);

    /// <summary>Hands on every piece of text as it comes.</summary>
    private sealed class FrameWriter(Action<string> write) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                write(value);
            }
        }

        public override void WriteLine(string? value) => write(value + "\n");

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
