using System.Text.Json;
using CrmPlatform.Data;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Acts;

/// <summary>Says that work has ended, in the transaction that ends it.</summary>
public sealed class WorkNews(IOutboxSignal signal, ITenantStates states, ITenantAccessor tenants)
{
    private static readonly string _kind = typeof(WorkEnded).FullName!;

    /// <summary>Nothing where no enabled feature takes such news.</summary>
    public async ValueTask AddAsync(IWriteSession session, WorkEnded news, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(news);
        if (!signal.IsHeard(_kind, (await states.GetAsync(cancellationToken)).Features))
        {
            return;
        }

        var tenant = tenants.Current;
        await session.Tables.AddEventAsync(_kind, JsonSerializer.Serialize(news), 0, news.EndedAt, cancellationToken);
        await signal.PrepareAsync(tenant, cancellationToken);
        session.AfterCommit(() => signal.Notify(tenant));
    }
}
