using CrmPlatform.Content.Changes;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace Crm.Notifications.Live;

/// <summary>Tells the open streams of this host that there may be news.</summary>
public sealed class WakeStreams(NotificationHub hub, ITenantAccessor tenants) : IEventHandler<ContentChanged>
{
    public Task HandleAsync(ContentChanged committed, EventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(committed);
        if (committed.Type == NotificationTypes.Notification && committed.Records.Any(r => r.Outcome == ChangeOutcome.Created))
        {
            hub.Wake(tenants.Current.Name);
        }

        return Task.CompletedTask;
    }
}
