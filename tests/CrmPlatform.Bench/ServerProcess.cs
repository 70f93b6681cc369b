using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CrmPlatform.Bench;

/// <summary>A server in a process of its own, on a free port.</summary>
internal sealed class ServerProcess(string firstPage, Func<Uri, IEnumerable<string>> arguments) : IAsyncDisposable
{
    private Process? _server;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Returns the milliseconds from the start of the process to the first page.</summary>
    public async Task<double> StartAsync()
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = Stopwatch.GetTimestamp();
        _server = Start(arguments(Address));
        _ = _server.StandardOutput.ReadToEndAsync();
        _ = _server.StandardError.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                using var page = await client.GetAsync(new Uri(firstPage, UriKind.Relative));
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

    /// <summary>Resident memory in MiB.</summary>
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

    /// <summary>A program under dotnet.</summary>
    public static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
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
