using System.Collections.Concurrent;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Outbox;

/// <summary>
/// Calls a tenant to the queue after its commits, and keeps its due time in the host database ahead of them: a host that was
/// killed between commit and call finds the tenant by that time.
/// </summary>
internal sealed class OutboxSignal(TurnQueue queue, HandlerIndex handlers, ITenantStore tenants, TimeProvider time) : IOutboxSignal
{
    /// <summary>How far ahead the due time stands; waking for nothing is harmless.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _prepared = new(StringComparer.OrdinalIgnoreCase);

    public bool IsHeard(string kind, IReadOnlySet<string> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return handlers.Of(kind).Any(h => features.Contains(h.Feature));
    }

    public async ValueTask PrepareAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var now = time.GetUtcNow();
        if (_prepared.TryGetValue(tenant.Name, out var due) && now < due - (Ahead / 2))
        {
            return;
        }

        await tenants.SetDueAsync(tenant.Name, now + Ahead, cancellationToken);
        _prepared[tenant.Name] = now + Ahead;
    }

    public void Notify(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        queue.Add(tenant.Name);
    }

    /// <summary>
    /// Notes when the tenant is next due. A time set ahead stays until it has passed, since a commit may still stand between it
    /// and its call.
    /// </summary>
    public async Task SettleAsync(string tenant, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        if (_prepared.TryGetValue(tenant, out var ahead))
        {
            if (time.GetUtcNow() < ahead)
            {
                next = next < ahead ? next : ahead;
            }
            else
            {
                _prepared.TryRemove(new KeyValuePair<string, DateTimeOffset>(tenant, ahead));
            }
        }

        await tenants.SetDueAsync(tenant, next, cancellationToken);
    }
}
