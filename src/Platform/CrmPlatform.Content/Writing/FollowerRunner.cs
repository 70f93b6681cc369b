using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>Gives what a set has stored to the followers of the tenant's features.</summary>
internal sealed class FollowerRunner(IReadOnlyList<IChangeFollower> followers, WriteContext context, QueryBinding binding) : FollowContext
{
    private readonly List<FollowedChange> _changes = [];

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
                _changes.Add(new FollowedChange(change.Type, change.Id, change.Before, after, change.Outcome));
            }
        }
    }

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (_changes.Count == 0)
        {
            return;
        }

        foreach (var follower in followers)
        {
            var own = _changes.Where(c => follower.AppliesTo(c.Type)).ToList();
            if (own.Count > 0)
            {
                await follower.FollowAsync(own, this, cancellationToken);
            }
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
