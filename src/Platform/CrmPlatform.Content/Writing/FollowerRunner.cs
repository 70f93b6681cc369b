using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>A record that follows from a change of the set.</summary>
/// <param name="Index">The change's index in the set.</param>
internal sealed record AddedChange(int Index, CreateChange Change);

/// <summary>Gives what a set has stored to the followers of the tenant's features.</summary>
internal sealed class FollowerRunner(IReadOnlyList<IChangeFollower> followers, WriteContext context, QueryBinding binding) : FollowContext
{
    private readonly List<FollowedChange> _changes = [];
    private readonly Dictionary<FollowedChange, int> _indexes = new(ReferenceEqualityComparer.Instance);
    private readonly List<AddedChange> _added = [];

    public override ContentModel Model => context.Model;

    public override DateTimeOffset Now => context.Now;

    public override TimeZoneInfo Zone => context.Zone;

    /// <summary>Notes what a wave has stored and somebody follows.</summary>
    public void Note(IReadOnlyList<PendingChange> wave)
    {
        if (followers.Count == 0)
        {
            return;
        }

        foreach (var change in wave)
        {
            if (change.Outcome != ChangeOutcome.Unchanged && followers.Any(f => f.AppliesTo(change.Type)))
            {
                var after = change.After is null ? null : new ContentRecord(change.Type.Id, change.Id, change.Version, change.After);
                var followed = new FollowedChange(change.Type, change.Id, change.Before, after, change.Outcome);
                _changes.Add(followed);
                _indexes[followed] = change.Index;
            }
        }
    }

    /// <summary>Asks the followers about what was noted since they were asked last.</summary>
    /// <returns>The records that they add.</returns>
    public async ValueTask<IReadOnlyList<AddedChange>> RunAsync(CancellationToken cancellationToken)
    {
        if (_changes.Count == 0)
        {
            return [];
        }

        FollowedChange[] changes = [.. _changes];
        _changes.Clear();
        _added.Clear();
        foreach (var follower in followers)
        {
            var own = changes.Where(c => follower.AppliesTo(c.Type)).ToList();
            if (own.Count > 0)
            {
                await follower.FollowAsync(own, this, cancellationToken);
            }
        }

        return [.. _added];
    }

    public override void Add(FollowedChange cause, CreateChange change)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(change);
        if (!context.Raw)
        {
            _added.Add(new AddedChange(_indexes[cause], change));
        }
    }

    public override async ValueTask<ContentRecord?> FindAsync(string type, long id, CancellationToken cancellationToken) =>
        Model.Find(type) is { } known ? await context.Session.FindAsync(known, id, cancellationToken) : null;

    public override async ValueTask<QueryPage> QueryAsync(ContentQuery query, CancellationToken cancellationToken)
    {
        var bound = await binding.BindAsync(Actor.System, Model, query, context.Moment, cancellationToken);
        return await context.Session.QueryAsync(bound.Query, cancellationToken);
    }

    public override async ValueTask SetAsync(ContentRecord record, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(values);
        var plan = context.Plans.Get(Model, record.Type);
        var merged = new Dictionary<string, object?>(record.Values, StringComparer.OrdinalIgnoreCase);
        var changed = new List<string>();
        foreach (var (id, value) in values)
        {
            var field = Derivable(plan, id);
            if (!ValueEquality.Same(merged.GetValueOrDefault(field.Id), value))
            {
                merged[field.Id] = value;
                changed.Add(field.Id);
            }
        }

        if (changed.Count == 0)
        {
            return;
        }

        var write = new RecordWrite(new ContentRecord(plan.Type.Id, record.Id, record.Version, merged), new string?[plan.Type.DuplicateKeys.Count]);
        if (!await context.Session.UpdateAsync(plan.Type, write, changed, record.Version, cancellationToken))
        {
            throw new WriteRaceException();
        }
    }

    /// <summary>A field that nothing else is made of.</summary>
    private static PlannedField Derivable(TypePlan plan, string id)
    {
        var field = plan.Find(id);
        return field is null || field.Field.Searchable || plan.Type.DuplicateKeys.Any(k => k.Fields.Any(f => f.Id == field.Id))
            ? throw new ArgumentException($"The field {id} of {plan.Type.Id} cannot be derived.", nameof(id))
            : field;
    }
}
