using CrmPlatform.Content.Bulk;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>Runs bulk acts apart from the request that began them: who waits for one may leave.</summary>
internal sealed partial class BulkRunner(ITenantAccessor tenants, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<BulkRunner> log)
{
    /// <summary>Begins; the task ends with the work, and never fails.</summary>
    public Task Start(long job)
    {
        var tenant = tenants.Current;
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunAsync(tenant, job), CancellationToken.None);
        }
    }

    private async Task RunAsync(Tenant tenant, long job)
    {
        try
        {
            using var entered = tenants.Enter(tenant);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await scope.ServiceProvider.GetRequiredService<IBulkActs>().RunAsync(job, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The host goes on with it at its next start.
        }
        catch (Exception cause)
        {
            LogTrouble(log, cause, job, tenant.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The bulk act {Job} of the tenant {Tenant} stopped")]
    private static partial void LogTrouble(ILogger logger, Exception exception, long job, string tenant);
}
