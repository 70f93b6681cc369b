using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Events;

namespace Crm.Activities.Handlers;

/// <summary>An activity reminds now.</summary>
/// <param name="At">The instant that was planned: one that was moved since reminds at its new time.</param>
public sealed record ReminderDue(string Type, long Id, DateTimeOffset At) : IPlatformEvent;

/// <summary>Keeps the times of reminders as activities are planned, moved and done.</summary>
public sealed class PlanReminders(IContentReader reader, ISchedules schedules, TimeProvider time) : IEventHandler<ContentChanged>
{
    /// <summary>What should have reminded longer ago, such as imported old work, reminds no more.</summary>
    private static readonly TimeSpan _tooLate = TimeSpan.FromHours(1);

    public async Task HandleAsync(ContentChanged committed, EventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(committed);
        if (!ActivityTypes.Planned.Contains(committed.Type, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var chunk in committed.Records.Where(Concerns).Chunk(ContentQuery.MaxLimit))
        {
            var planned = await PlannedAsync(committed.Type, [.. chunk.Select(r => r.Id)], cancellationToken);
            foreach (var record in chunk)
            {
                await PlanAsync(committed.Type, record, planned, cancellationToken);
            }
        }
    }

    private async Task PlanAsync(string type, ChangedRecord record, Dictionary<long, DateTimeOffset> planned, CancellationToken cancellationToken)
    {
        if (planned.TryGetValue(record.Id, out var at) && at > time.GetUtcNow() - _tooLate)
        {
            await schedules.SetAsync(Key(type, record.Id), at, new ReminderDue(type, record.Id, at), cancellationToken);
        }
        else if (record.Outcome != ChangeOutcome.Created)
        {
            await schedules.RemoveAsync(Key(type, record.Id), cancellationToken);
        }
    }

    private static bool Concerns(ChangedRecord record) =>
        record.Outcome != ChangeOutcome.Updated || record.Fields.Contains(ActivityFields.RemindAt, StringComparer.OrdinalIgnoreCase);

    /// <summary>Live ones with a reminder, by number.</summary>
    private async Task<Dictionary<long, DateTimeOffset>> PlannedAsync(string type, long[] ids, CancellationToken cancellationToken)
    {
        var query = new ContentQuery
        {
            Type = type,
            Where = Reading.ActivityQueries.And(
                Reading.ActivityQueries.Compare(SystemFields.Id, FilterOperator.In, ids),
                new FieldCondition(ActivityFields.RemindAt, FilterOperator.NotEmpty, null)),
            Columns = [ActivityFields.RemindAt],
            Limit = ContentQuery.MaxLimit,
        };
        var page = await reader.QueryAsync(Actor.System, query, cancellationToken);
        return page.Rows.ToDictionary(r => r.Id, r => (DateTimeOffset)r.Values[0]!);
    }

    private static string Key(string type, long id) => $"activities/{type}/{id.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Tells the owner of an activity, or the account that made it, that its time has come.</summary>
public sealed class Remind(IContentReader reader, IContentWriter writer) : IEventHandler<ReminderDue>
{
    /// <summary>The notification centre is met through its content type.</summary>
    private const string Notification = "Notification";
    private const string ActKind = "notice";

    public async Task HandleAsync(ReminderDue committed, EventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(committed);
        var activity = await reader.FindAsync(Actor.System, committed.Type, committed.Id, cancellationToken);
        if (activity is null
            || activity[SystemFields.DeletedAt] is not null
            || activity[ActivityFields.RemindAt] as DateTimeOffset? != committed.At
            || RecipientOf(activity) is not { } recipient)
        {
            return;
        }

        var page = activity[ActivityFields.Subject] as RecordRef? ?? activity.Ref;
        var told = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["name"] = activity[ActivityFields.Name],
            ["recipient"] = recipient,
            ["kind"] = "reminder",
            ["link"] = $"/c/{page.Type}/{page.Id.ToString(CultureInfo.InvariantCulture)}",
            ["about"] = page == activity.Ref ? null : page.ToString(),
            ["at"] = activity[ActivityFields.StartsAt] as DateTimeOffset? ?? committed.At,
        };
        var set = new ChangeSet { Actor = Actor.System, Act = new ActInfo(ActKind), Changes = [new CreateChange(Notification, told)] };
        await writer.ApplyAsync(set, cancellationToken);
    }

    private static string? RecipientOf(ContentRecord activity) =>
        activity[ActivityFields.Owner] is long employee ? "employee:" + employee.ToString(CultureInfo.InvariantCulture) : activity[ActivityFields.Account] as string;
}
