using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace CrmPlatform.Bench;

/// <summary>The built host as a process of its own, as people run it.</summary>
internal sealed class HostProcess(string data) : IAsyncDisposable
{
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "CrmPlatform.Host.dll");
    private Process? _server;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start([.. arguments, "--data", data]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 3
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    public async Task<JsonElement> RunJsonAsync(params string[] arguments) =>
        JsonDocument.Parse(await RunAsync([.. arguments, "--json"])).RootElement;

    /// <summary>Starts serving; returns the milliseconds from the start of the process to the first page.</summary>
    public async Task<double> ServeAsync()
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = Stopwatch.GetTimestamp();
        _server = Start(["serve", "--urls", Address.ToString(), "--data", data]);
        _ = _server.StandardOutput.ReadToEndAsync();
        _ = _server.StandardError.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                using var page = await client.GetAsync("/sign-in");
                if (page.StatusCode == HttpStatusCode.OK)
                {
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }
            catch (HttpRequestException) when (!_server.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Resident memory of the server in MiB.</summary>
    public double ResidentMiB()
    {
        _server!.Refresh();
        return Math.Round(_server.WorkingSet64 / 1048576.0, 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
        }

        _server?.Dispose();
        _server = null;
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(_program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
