using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Events;
using CrmPlatform.Web.Hosting;
using F = Crm.Notifications.NotificationTypes.Fields;

namespace Crm.Notifications;

/// <summary>Tells people that their long work has ended: what took its time, and what they did not stay for.</summary>
public sealed class TellOfWork(IContentWriter writer, WorkWatch watch) : IEventHandler<WorkEnded>
{
    private const int LongestName = 300;
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(WorkEnded committed, EventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(committed);
        if (committed.EndedAt - committed.StartedAt < _long && watch.IsWatched(committed.Kind, committed.Id, committed.EndedAt))
        {
            return;
        }

        var told = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["name"] = committed.Title.Length is 0 or > LongestName ? committed.Kind : committed.Title,
            [F.Recipient] = committed.ActorId,
            [F.Kind] = committed.Failed ? "work-stopped" : "work-done",
            [F.Link] = LinkOf(committed),
        };
        await writer.ApplyAsync(
            new ChangeSet { Actor = Actor.System, Act = new ActInfo(NotificationTypes.ActKind), Changes = [new CreateChange(NotificationTypes.Notification, told)] },
            cancellationToken);
    }

    private static string LinkOf(WorkEnded work) => work.Kind switch
    {
        "bulk" => $"/bulk/{work.Id.ToString(CultureInfo.InvariantCulture)}",
        "import" => $"/imports/{work.Id.ToString(CultureInfo.InvariantCulture)}",
        _ => "/acts",
    };
}
