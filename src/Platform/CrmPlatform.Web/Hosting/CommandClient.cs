using System.CommandLine;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using CrmPlatform.Errors;
using CrmPlatform.Web.Commands;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// Runs a command: through the host that runs on the data directory when there is one, else by opening the directory itself.
/// </summary>
internal sealed class CommandClient(string dataDirectory, IReadOnlyList<Assembly> modules)
{
    public async Task<int> RunAsync(CommandLine line, ParseResult parse, string[] args, CommandEnvironment environment)
    {
        using var interrupt = new CancellationTokenSource();
        void Cancel(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            interrupt.Cancel();
        }

        Console.CancelKeyPress += Cancel;
        try
        {
            return HostLink.Find(dataDirectory) is { } link && await ThroughHostAsync(link, parse, args, environment, interrupt.Token) is { } exit
                ? exit
                : await HereAsync(parse, environment, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCodes.Refused;
        }
        finally
        {
            Console.CancelKeyPress -= Cancel;
        }
    }

    /// <summary>Null when nobody answers there: the process number was given to another program meanwhile.</summary>
    private static async Task<int?> ThroughHostAsync(
        HostLink link, ParseResult parse, string[] args, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var input = CommandLine.ReadsInput(parse) ? await environment.ReadInput(cancellationToken) : null;
        var body = new CommandRequest(args, environment.WorkingDirectory, environment.Culture.Name, input);

        // Loopback: the certificate, if any, was made for another name, and who answers here holds the data directory anyway.
#pragma warning disable CA5359
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        };
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, link.Url + CommandEndpoint.Path);
        request.Headers.Add(CommandEndpoint.SecretHeader, link.Secret);
        request.Content = JsonContent.Create(body, HostJson.Default.CommandRequest);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? await RelayAsync(response, environment, cancellationToken) : null;
        }
        catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // It took the command and is gone: running it here once more might do it twice.
            return await Refusals.SayAsync(environment.Error, environment.Culture, HostErrors.HostGone.With());
        }
    }

    private static async Task<int?> RelayAsync(HttpResponseMessage response, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        try
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                var frame = JsonSerializer.Deserialize(line, HostJson.Default.CommandFrame)!;
                await environment.Out.WriteAsync(frame.Out);
                await environment.Error.WriteAsync(frame.Err);
                if (frame.Exit is { } exit)
                {
                    return exit;
                }
            }
        }
        catch (IOException)
        {
            // The host was killed: the stream breaks instead of ending.
        }

        return await Refusals.SayAsync(environment.Error, environment.Culture, HostErrors.HostGone.With());
    }

    private static async Task<int> InvokeAsync(ParseResult parse, IServiceProvider services, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (Exception exception) when (exception is not (UserError or OperationCanceledException))
        {
            var reference = Fault.NewReference();
            CommandEndpoint.LogFault(services.GetRequiredService<ILogger<CommandLine>>(), exception, reference, parse.CommandResult.Command.Name);
            await environment.Error.WriteAsync(Fault.Line(reference));
            return ExitCodes.Refused;
        }
    }

    private async Task<int> HereAsync(ParseResult parse, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
            builder.Configuration.AddInMemoryCollection(HostSettings.DataDirectorySetting(dataDirectory));
            builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
            builder.Logging.AddFilter("Microsoft", LogLevel.Error);
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.AddCrmPlatform(modules);
            using var host = builder.Build();
            environment.Services = host.Services;
            return await InvokeAsync(parse, host.Services, environment, cancellationToken);
        }
        catch (UserError error)
        {
            return await Refusals.SayAsync(environment.Error, environment.Culture, error);
        }
    }
}
