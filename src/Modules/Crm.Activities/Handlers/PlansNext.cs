using System.Globalization;
using Crm.Activities.Reading;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;

namespace Crm.Activities.Handlers;

/// <summary>
/// The activity that follows one that is done: of its kind, about the same, for the same person, at the same time of day. What was
/// planned beforehand comes by itself, however the first was marked as done.
/// </summary>
public sealed class PlansNext : IChangeFollower
{
    private const int UsualDays = 7;

    private static readonly string[] _kept =
    [
        ActivityFields.Subject, ActivityFields.Owner, ActivityFields.Account, ActivityFields.Time, ActivityFields.Zone, ActivityFields.Remind, ActivityFields.Priority,
        ActivityFields.Phone, ActivityFields.Minutes, "direction", "place", "attendees", "guests",
    ];

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Has(ActivityTypes.Part);
    }

    public async ValueTask FollowAsync(IReadOnlyList<FollowedChange> changes, FollowContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(context);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(context.Now, context.Zone).DateTime);
        foreach (var change in changes.Where(IsDoneNow))
        {
            if (change.After is { } done && done[ActivityFields.Then] is string { Length: > 0 } name && !await IsPlannedAsync(done, name, context, cancellationToken))
            {
                var days = int.TryParse(done[ActivityFields.ThenIn] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : UsualDays;
                var next = Again(done, name, today.AddDays(days), change.Type);
                context.Add(change, next with { Values = await LiveAsync(next.Values, change.Type, context, cancellationToken) });
            }
        }
    }

    /// <summary>The same again on another day.</summary>
    internal static CreateChange Again(ContentRecord done, string name, DateOnly day, ContentType type)
    {
        // What the firm asks of every activity was said of the first one.
        var asked = type.OrderedFields.Where(f => f.Required && !f.ReadOnly && !f.System).Select(f => f.Id);
        var values = _kept.Union(asked, StringComparer.OrdinalIgnoreCase).Where(f => f != ActivityFields.State && done[f] is not null).ToDictionary(f => f, f => done[f], StringComparer.OrdinalIgnoreCase);
        if (type.Find(ActivityFields.Remind) is not null && !values.ContainsKey(ActivityFields.Remind))
        {
            // The usual reminder is for those of whom nobody has said anything: this one was told not to remind.
            values[ActivityFields.Remind] = "none";
        }

        values[ActivityFields.Name] = name;
        values[ActivityFields.DueOn] = day;
        return new CreateChange(done.Type, values);
    }

    /// <summary>Done, opened again and done again: one that still waits is enough.</summary>
    private static async ValueTask<bool> IsPlannedAsync(ContentRecord done, string name, FollowContext context, CancellationToken cancellationToken)
    {
        List<FilterNode> same =
        [
            ActivityQueries.Is(ActivityFields.Name, name),
            ActivityQueries.Is(ActivityFields.State, ActivityFields.Open),
            done[ActivityFields.Subject] is RecordRef subject
                ? ActivityQueries.Is(ActivityFields.Subject, subject.ToString())
                : new FieldCondition(ActivityFields.Subject, FilterOperator.Empty, null),
            done[ActivityFields.Owner] is long owner
                ? ActivityQueries.Is(ActivityFields.Owner, owner)
                : new FieldCondition(ActivityFields.Owner, FilterOperator.Empty, null),
        ];
        var page = await context.QueryAsync(new ContentQuery { Type = done.Type, Where = new AndFilter(same), Columns = [ActivityFields.Name], Limit = 1 }, cancellationToken);
        return page.Rows.Count > 0;
    }

    /// <summary>Without those who have left meanwhile: nobody can be chosen who is in the bin.</summary>
    private static async ValueTask<Dictionary<string, object?>> LiveAsync(IReadOnlyDictionary<string, object?> values, ContentType type, FollowContext context, CancellationToken cancellationToken)
    {
        var live = new Dictionary<string, object?>(values, StringComparer.OrdinalIgnoreCase);
        foreach (var (id, value) in values)
        {
            if (value is RecordRef reference)
            {
                live[id] = await IsThereAsync(reference.Type, reference.Id, context, cancellationToken) ? value : null;
            }
            else if (type.Find(id)?.TargetType is { } target && value is long or IReadOnlyList<long>)
            {
                var there = new List<long>();
                foreach (var one in value is long single ? [single] : (IReadOnlyList<long>)value)
                {
                    if (await IsThereAsync(target, one, context, cancellationToken))
                    {
                        there.Add(one);
                    }
                }

                live[id] = there.Count == 0 ? null : value is long ? there[0] : there;
            }
        }

        return live;
    }

    private static async ValueTask<bool> IsThereAsync(string type, long id, FollowContext context, CancellationToken cancellationToken) =>
        await context.FindAsync(type, id, cancellationToken) is { } record && record[SystemFields.DeletedAt] is null;

    private static bool IsDoneNow(FollowedChange change) =>
        change.Outcome == ChangeOutcome.Updated
        && change.Before?[ActivityFields.State] is ActivityFields.Open
        && change.After?[ActivityFields.State] is ActivityFields.Done;
}
