using CrmPlatform.Content.Importing;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Pages.Imports;

/// <summary>
/// Runs imports behind the pages that began them. What the host's end interrupts goes on with its next start.
/// </summary>
internal sealed partial class ImportRuns(
    ITenantAccessor accessor, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<ImportRuns> log)
{
    public void Begin(Tenant tenant, long import)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(tenant, import), CancellationToken.None);
        }
    }

    private async Task RunAsync(Tenant tenant, long import)
    {
        try
        {
            using var entered = accessor.Enter(tenant);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await scope.ServiceProvider.GetRequiredService<IImports>().RunAsync(import, null, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Gone on with at the next start.
        }
        catch (UserError error)
        {
            LogPut(log, import, tenant.Name, error.Message);
        }
        catch (Exception cause)
        {
            LogTrouble(log, cause, import, tenant.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import {Import} of the tenant {Tenant} waits for the next start: {Reason}")]
    private static partial void LogPut(ILogger logger, long import, string tenant, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Import} of the tenant {Tenant} failed")]
    private static partial void LogTrouble(ILogger logger, Exception exception, long import, string tenant);
}
