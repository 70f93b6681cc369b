using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace Crm.Activities.Handlers;

/// <summary>
/// Keeps what a record says of its activities: the earliest open one is its next step, and what was done last touched it. A next
/// step that somebody typed stays until an activity is planned; when the last open one is done or dropped, the step is empty again.
/// </summary>
public sealed class SubjectFollows : IChangeFollower
{
    private const string LastTouch = "lastTouch";
    private const string NextStep = "nextStep";
    private const string NextStepOn = "nextStepOn";
    private const int MaxStep = 300;
    private const int Enough = 20;

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Id is ActivityTypes.Task or ActivityTypes.Call or ActivityTypes.Meeting or ActivityTypes.Note;
    }

    public async ValueTask FollowAsync(IReadOnlyList<FollowedChange> changes, FollowContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(context);
        var subjects = new Dictionary<RecordRef, Effect>();
        foreach (var change in changes)
        {
            Collect(change, subjects, context.Now);
        }

        foreach (var (subject, effect) in subjects)
        {
            if (context.Model.Find(subject.Type) is { } type && type.Has(KnownParts.Timeline)
                && await context.FindAsync(type.Id, subject.Id, cancellationToken) is { } record)
            {
                await context.SetAsync(record, await ValuesAsync(record, effect, context, cancellationToken), cancellationToken);
            }
        }
    }

    private static void Collect(FollowedChange change, Dictionary<RecordRef, Effect> subjects, DateTimeOffset now)
    {
        var plans = change.Type.Has(ActivityTypes.Part);
        foreach (var record in new[] { change.Before, change.After }.OfType<ContentRecord>())
        {
            if (record[ActivityFields.Subject] is RecordRef subject)
            {
                var effect = subjects.TryGetValue(subject, out var known) ? known : new Effect();
                var touched = ReferenceEquals(record, change.After) ? Touched(change, now) : null;
                subjects[subject] = new Effect
                {
                    Touch = touched > effect.Touch || effect.Touch is null ? touched ?? effect.Touch : effect.Touch,
                    Plans = effect.Plans || plans,
                    WasOpen = effect.WasOpen || (plans && IsOpen(change.Before)),
                };
            }
        }
    }

    /// <summary>When a change touched its subject: a new note, or something that is done now and was not before.</summary>
    private static DateTimeOffset? Touched(FollowedChange change, DateTimeOffset now)
    {
        var after = change.After!;
        var done = !change.Type.Has(ActivityTypes.Part) || after[ActivityFields.State] is ActivityFields.Done;
        var isNew = change.Before is null || (change.Type.Has(ActivityTypes.Part) && change.Before[ActivityFields.State] is not ActivityFields.Done);
        return done && isNew && after[SystemFields.DeletedAt] is null && after[ActivityFields.DoneAt] is DateTimeOffset at
            ? at < now ? at : now
            : null;
    }

    private static async ValueTask<Dictionary<string, object?>> ValuesAsync(
        ContentRecord subject, Effect effect, FollowContext context, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (effect.Touch is { } touch && (subject[LastTouch] is not DateTimeOffset last || last < touch))
        {
            values[LastTouch] = touch;
        }

        if (!effect.Plans)
        {
            return values;
        }

        if (await EarliestAsync(subject.Ref, context, cancellationToken) is var (name, day))
        {
            values[NextStep] = name.Length > MaxStep ? name[..MaxStep] : name;
            values[NextStepOn] = day;
        }
        else if (effect.WasOpen)
        {
            values[NextStep] = null;
            values[NextStepOn] = null;
        }

        return values;
    }

    /// <summary>The open activity that is due first; one without a day only when none has a day.</summary>
    private static async ValueTask<(string Name, DateOnly? Day)?> EarliestAsync(RecordRef subject, FollowContext context, CancellationToken cancellationToken)
    {
        foreach (var dated in new[] { true, false })
        {
            var found = new List<(string Name, DateOnly? Day, string Time)>();
            foreach (var type in ActivityTypes.Planned)
            {
                var page = await context.QueryAsync(Open(type, subject, dated), cancellationToken);
                found.AddRange(page.Rows.Select(r => (r.Values[0] as string ?? "", r.Values[1] as DateOnly?, r.Values[2] as string ?? "24:00")));
            }

            if (found.Count > 0)
            {
                var first = found.OrderBy(f => f.Day).ThenBy(f => f.Time, StringComparer.Ordinal).First();
                return (first.Name, first.Day);
            }
        }

        return null;
    }

    private static ContentQuery Open(string type, RecordRef subject, bool dated) => new()
    {
        Type = type,
        Where = new AndFilter(
        [
            new FieldCondition(ActivityFields.Subject, FilterOperator.Equal, JsonSerializer.SerializeToElement(subject.ToString())),
            new FieldCondition(ActivityFields.State, FilterOperator.Equal, JsonSerializer.SerializeToElement(ActivityFields.Open)),
            new FieldCondition(ActivityFields.DueOn, dated ? FilterOperator.NotEmpty : FilterOperator.Empty, null),
        ]),
        Columns = [ActivityFields.Name, ActivityFields.DueOn, ActivityFields.Time],
        Sort = [dated ? ActivityFields.DueOn : SystemFields.CreatedAt],
        Limit = Enough,
    };

    private static bool IsOpen(ContentRecord? record) =>
        record?[ActivityFields.State] is ActivityFields.Open && record[SystemFields.DeletedAt] is null;

    private sealed record Effect
    {
        public DateTimeOffset? Touch { get; init; }

        /// <summary>Something that can be planned was changed: the next step may be another.</summary>
        public bool Plans { get; init; }
        public bool WasOpen { get; init; }
    }
}
