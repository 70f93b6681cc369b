using System.Collections.Concurrent;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Hosting;

/// <summary>Runs work of a tenant apart from the request that began it: who waits for it may leave. The host waits before it stops.</summary>
internal sealed partial class TenantWork(ITenantAccessor tenants, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<TenantWork> log)
{
    private readonly ConcurrentDictionary<Task, string> _running = new();

    /// <summary>Begins, in a scope of its own with the tenant entered; the task ends with the work, and never fails.</summary>
    /// <param name="name">What it is, for the log.</param>
    /// <param name="work">Its token is cancelled when the host stops.</param>
    public Task Start(string name, Func<IServiceProvider, CancellationToken, Task> work)
    {
        var tenant = tenants.Current;
        using (ExecutionContext.SuppressFlow())
        {
            var run = new Task<Task>(() => RunAsync(tenant, name, work));
            var ended = run.Unwrap();
            _running[ended] = name;
            _ = ended.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            run.Start(TaskScheduler.Default);
            return ended;
        }
    }

    /// <summary>Ends when no work is running: what is told to stop still saves where it stands.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);

    private async Task RunAsync(Tenant tenant, string name, Func<IServiceProvider, CancellationToken, Task> work)
    {
        try
        {
            using var entered = tenants.Enter(tenant);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await work(scope.ServiceProvider, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // What keeps its state is gone on with at the next start.
        }
        catch (UserError error)
        {
            LogPut(log, name, tenant.Name, error.Message);
        }
        catch (Exception cause)
        {
            LogTrouble(log, cause, name, tenant.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The work {Work} of the tenant {Tenant} was put off or refused: {Reason}")]
    private static partial void LogPut(ILogger logger, string work, string tenant, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The work {Work} of the tenant {Tenant} failed")]
    private static partial void LogTrouble(ILogger logger, Exception exception, string work, string tenant);
}

/// <summary>
/// Which work somebody looks at just now: its page asks again and again. Whoever looks need not be told that it has ended. Kept in
/// memory: another host does not know, and tells once too often rather than never.
/// </summary>
public sealed class WorkWatch(ITenantAccessor tenants, TimeProvider time)
{
    private static readonly TimeSpan _gone = TimeSpan.FromSeconds(2.5);
    private const int MostKept = 1_000;
    private readonly ConcurrentDictionary<(string Tenant, string Kind, long Id), DateTimeOffset> _looked = new();

    public void Look(string kind, long id)
    {
        var now = time.GetUtcNow();
        if (_looked.Count >= MostKept)
        {
            foreach (var old in _looked.Where(l => now - l.Value > _gone).ToList())
            {
                _looked.TryRemove(old.Key, out _);
            }
        }

        _looked[(tenants.Current.Name, kind, id)] = now;
    }

    /// <summary>True when somebody looked a moment before the given instant, or since.</summary>
    public bool IsWatched(string kind, long id, DateTimeOffset at) =>
        _looked.TryGetValue((tenants.Current.Name, kind, id), out var looked) && looked > at - _gone;
}
