using System.Globalization;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Setup;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// What the web server does around listening: takes the data directory, then says where it listens, leaves a note for commands,
/// and warms up what the first page needs.
/// </summary>
internal sealed partial class HostStart(
    PlatformOptions options,
    ITenantStore tenants,
    HostSecret secret,
    SetupAccess setup,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<HostStart> log) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataDirectory);
        await DefaultTenant.EnsureAsync(tenants, cancellationToken);
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToList();
        new HostLink(Environment.ProcessId, LoopbackOf(addresses), secret.Value).Write(options.DataDirectory);
        lifetime.ApplicationStopping.Register(() => File.Delete(HostLink.PathIn(options.DataDirectory)));
        await SayAsync(addresses, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SayAsync(List<string> addresses, CancellationToken cancellationToken)
    {
        var address = addresses[0].Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        LogListening(log, address, options.DataDirectory);
        var tenant = await tenants.FindAsync(Tenant.DefaultName, cancellationToken);
        if (tenant is { State: TenantStatus.Created })
        {
            LogSetup(log, $"{address}/setup?{SetupAccess.Parameter}={setup.Token}");
        }
    }

    /// <summary>An address that this machine reaches itself by.</summary>
    private static string LoopbackOf(List<string> addresses)
    {
        var parsed = addresses.Select(a => BindingAddress.Parse(a)).ToList();
        var address = parsed.Find(a => a.Host is "127.0.0.1" or "localhost" or "[::1]")
            ?? parsed.Find(a => a.Host is "0.0.0.0" or "[::]" or "*" or "+")
            ?? parsed[0];
        var host = address.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : address.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Open {Address} (data in {Data})")]
    private static partial void LogListening(ILogger logger, string address, string data);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not set up yet. Open {Address} from anywhere: it works once")]
    private static partial void LogSetup(ILogger logger, string address);
}

/// <summary>The tenant at the root: there from the first start, not set up yet.</summary>
internal static class DefaultTenant
{
    public static Tenant New { get; } = new(Tenant.DefaultName, null, DatabaseKind.Sqlite, null, null, TenantStatus.Created);

    public static async Task EnsureAsync(ITenantStore tenants, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(Tenant.DefaultName, cancellationToken) is null)
        {
            await tenants.CreateAsync(New, cancellationToken);
        }
    }
}
