using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Outbox;

/// <summary>
/// Handles committed events in the background. Tenants are called by their commits and by due times in the host database; an
/// idle tenant is never looked at.
/// </summary>
internal sealed class OutboxDispatcher(
    TurnQueue queue,
    OutboxSignal signal,
    OutboxHandling handling,
    IOutboxStore store,
    ITenantStore tenants,
    OutboxOptions options,
    TimeProvider time,
    ILogger<OutboxDispatcher> log) : BackgroundService
{
    private readonly SemaphoreSlim _earlier = new(0);
    private long _nextLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll([LookLoopAsync(stoppingToken), .. Enumerable.Range(0, options.Workers).Select(_ => WorkLoopAsync(stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; leases run out and another takes over.
        }
    }

    public override void Dispose()
    {
        _earlier.Dispose();
        base.Dispose();
    }

    /// <summary>Calls the tenants whose time has come, then waits for the next time known, or for a while.</summary>
    private async Task LookLoopAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            Interlocked.Exchange(ref _nextLook, (now + options.Look).UtcTicks);
            try
            {
                foreach (var (tenant, due) in await tenants.DueAsync(now + options.Look, stoppingToken))
                {
                    if (due <= now)
                    {
                        queue.Add(tenant);
                    }
                    else
                    {
                        LookEarlier(due);
                    }
                }
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                log.LogError(cause, "The host database cannot be asked for due tenants; trying again in {Seconds} s", options.Look.TotalSeconds);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var left = new DateTimeOffset(Interlocked.Read(ref _nextLook), TimeSpan.Zero) - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var earlier = _earlier.WaitAsync(woken.Token);
            await Task.WhenAny(earlier, Task.Delay(left, time, woken.Token));
            await woken.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private void LookEarlier(DateTimeOffset due)
    {
        if (due.UtcTicks < Interlocked.Read(ref _nextLook))
        {
            Interlocked.Exchange(ref _nextLook, due.UtcTicks);
            _earlier.Release();
        }
    }

    private async Task WorkLoopAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var name = await queue.TakeAsync(stoppingToken);
            var more = false;
            try
            {
                more = await TurnAsync(name, stoppingToken);
            }
            catch (UserError error)
            {
                log.LogWarning("Tenant {Tenant}: events wait. {Reason}", name, error.Message);
                await PostponeAsync(name, stoppingToken);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(cause, "Tenant {Tenant}: events cannot be handled now", name);
                await PostponeAsync(name, stoppingToken);
            }
            finally
            {
                queue.Done(name, more);
            }
        }
    }

    private async Task<bool> TurnAsync(string name, CancellationToken stoppingToken)
    {
        if (await tenants.FindAsync(name, stoppingToken) is not { State: TenantStatus.Running } tenant)
        {
            await tenants.SetDueAsync(name, null, stoppingToken);
            return false;
        }

        if (await handling.HandleSliceAsync(tenant, stoppingToken))
        {
            return true;
        }

        var next = await store.NextDueAsync(tenant, stoppingToken);
        var soonest = time.GetUtcNow() + options.FirstRetry;
        if (next < soonest)
        {
            // Nothing was to be had, and yet something is due: it waits behind a failed event of its record.
            next = soonest;
        }

        await signal.SettleAsync(name, next, stoppingToken);
        if (next is { } due)
        {
            LookEarlier(due);
        }

        return false;
    }

    /// <summary>Something about the tenant itself is wrong: try again with the next look.</summary>
    private async Task PostponeAsync(string name, CancellationToken stoppingToken)
    {
        try
        {
            await tenants.SetDueAsync(name, time.GetUtcNow() + options.Look, stoppingToken);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            log.LogError(cause, "Tenant {Tenant}: its due time cannot be noted", name);
        }
    }
}
