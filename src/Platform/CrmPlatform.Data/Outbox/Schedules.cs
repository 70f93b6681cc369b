using System.Text.Json;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Outbox;

/// <summary>Events of a later time, in the tenant's own database; the outbox takes them over when they are due.</summary>
internal sealed class Schedules(ITenantDatabase database, ITenantAccessor tenants, IOutboxSignal signal) : ISchedules
{
    public async Task SetAsync(string key, DateTimeOffset due, IPlatformEvent what, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(what);

        // Before the commit: a kill right after it must not leave the time unknown to the host.
        await signal.PrepareAsync(tenants.Current, cancellationToken);
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        await session.Tables.SetScheduleAsync(key, what.GetType().FullName!, JsonSerializer.Serialize(what, what.GetType()), due, cancellationToken);
        await session.CommitAsync(cancellationToken);
        signal.Notify(tenants.Current);
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        await session.Tables.RemoveScheduleAsync(key, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }
}
