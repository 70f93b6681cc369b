using CrmPlatform.Content;

namespace Crm.Notifications;

/// <summary>People see what was told to them, and nothing else, whatever their rights.</summary>
public sealed class NotificationAccess : IRecordAccess
{
    public ValueTask<RecordLimits?> LimitAsync(Actor actor, ContentType type, RecordVerb verb, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(type.Id == NotificationTypes.Notification ? new RecordLimits(NotificationTypes.For(actor), []) : null);
    }
}
