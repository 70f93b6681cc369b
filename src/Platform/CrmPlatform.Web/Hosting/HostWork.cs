using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Importing;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// What the host does once it listens: warms up what the first page needs, so that nobody waits for it, and goes on with
/// imports and bulk acts that a stopped process left.
/// </summary>
internal sealed partial class HostWork(
    PlatformOptions options,
    ITenantStore tenants,
    ITenantAccessor accessor,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TenantWork work,
    ILogger<HostWork> log) : BackgroundService
{
    /// <summary>Databases and files are still there until the work of people's requests has come to a halt.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await work.WhenIdleAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before it was through, or did not start at all.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var running = (await tenants.ListAsync(stoppingToken)).Where(t => t.State == TenantStatus.Running).ToList();
        if ((running.Find(t => t.Name == Tenant.DefaultName) ?? running.FirstOrDefault()) is { } first)
        {
            await InTenantAsync(first, WarmUpAsync, stoppingToken);
        }

        // What only the start needed goes back to the system: an idle host is to be small.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        foreach (var tenant in running.Where(HasImports))
        {
            await InTenantAsync(tenant, (services, token) => services.GetRequiredService<IImports>().ResumeAsync(token), stoppingToken);
        }

        foreach (var tenant in running.Where(HasBulkActs))
        {
            await InTenantAsync(tenant, (services, token) => services.GetRequiredService<IBulkActs>().ResumeAsync(token), stoppingToken);
        }
    }

    private static async Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ITenantStates>().GetAsync(cancellationToken);
        await services.GetRequiredService<IAccounts>().FindAsync(0, cancellationToken);
    }

    /// <summary>Only a folder of an import tells that there may be one to go on with; asking every database would open it.</summary>
    private bool HasImports(Tenant tenant)
    {
        var imports = new DirectoryInfo(Path.Combine(options.DataDirectory, "tenants", tenant.Name, "files", "imports"));
        return imports.Exists && imports.EnumerateDirectories().Any();
    }

    private bool HasBulkActs(Tenant tenant)
    {
        var marks = new DirectoryInfo(Path.Combine(options.DataDirectory, "tenants", tenant.Name, "files", "bulk"));
        return marks.Exists && marks.EnumerateFiles().Any();
    }

    private async Task InTenantAsync(Tenant tenant, Func<IServiceProvider, CancellationToken, Task> todo, CancellationToken cancellationToken)
    {
        try
        {
            using var entered = accessor.Enter(tenant);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await todo(scope.ServiceProvider, cancellationToken);
            }
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            // One tenant's trouble is not the others': its next request says what it is.
            LogTrouble(log, cause, tenant.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work at start for the tenant {Tenant} failed")]
    private static partial void LogTrouble(ILogger logger, Exception exception, string tenant);
}
