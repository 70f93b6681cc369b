using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

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
        ActivityFields.Subject, ActivityFields.Owner, ActivityFields.Time, ActivityFields.Zone, ActivityFields.Remind, ActivityFields.Priority,
        ActivityFields.Phone, ActivityFields.Minutes, "direction", "place", "attendees", "guests",
    ];

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Has(ActivityTypes.Part);
    }

    public ValueTask FollowAsync(IReadOnlyList<FollowedChange> changes, FollowContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(context);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(context.Now, context.Zone).DateTime);
        foreach (var change in changes.Where(IsDoneNow))
        {
            if (change.After is { } done && done[ActivityFields.Then] is string { Length: > 0 } name)
            {
                var days = int.TryParse(done[ActivityFields.ThenIn] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : UsualDays;
                context.Add(change, Again(done, name, today.AddDays(days)));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The same again on another day.</summary>
    internal static CreateChange Again(ContentRecord done, string name, DateOnly day)
    {
        var values = _kept.Where(f => done[f] is not null).ToDictionary(f => f, f => done[f], StringComparer.OrdinalIgnoreCase);
        values[ActivityFields.Name] = name;
        values[ActivityFields.DueOn] = day;
        return new CreateChange(done.Type, values);
    }

    private static bool IsDoneNow(FollowedChange change) =>
        change.Outcome == ChangeOutcome.Updated
        && change.Before?[ActivityFields.State] is ActivityFields.Open
        && change.After?[ActivityFields.State] is ActivityFields.Done;
}
