using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// What a purge does to records that point to the purged: refuse, empty the reference, or purge them too; in the same
/// transaction and bounded.
/// </summary>
internal sealed class PurgeRules(WriteContext context)
{
    /// <summary>The most other records that the purges of one set may change or remove.</summary>
    public const int Limit = 1000;
    private const int NamesShown = 3;

    private readonly Dictionary<RecordRef, PendingChange> _all = [];
    private readonly List<(PendingChange Target, ContentType Type, ContentField Field, long Referrer)> _restricted = [];
    private int _brought;

    /// <summary>Adds to the purges what they bring about.</summary>
    public async ValueTask ExpandAsync(List<PendingChange> purges, CancellationToken cancellationToken)
    {
        foreach (var purge in purges)
        {
            _all.Add(purge.Ref, purge);
        }

        var frontier = new List<PendingChange>(purges);
        while (frontier.Count > 0 && _brought <= Limit)
        {
            var next = new List<PendingChange>();
            foreach (var ofType in frontier.GroupBy(p => p.Type))
            {
                await ExpandAsync(ofType.Key, [.. ofType], next, cancellationToken);
            }

            frontier = next;
        }

        if (_brought > Limit)
        {
            context.Refuse(purges[0], GateErrors.CascadeTooLarge.For(null, ("record", purges[0].Name), ("limit", Limit)));
        }

        await RefuseRestrictedAsync(cancellationToken);
        purges.Clear();
        purges.AddRange(_all.Values);
    }

    private async ValueTask ExpandAsync(ContentType target, List<PendingChange> purged, List<PendingChange> next, CancellationToken cancellationToken)
    {
        var byId = purged.ToDictionary(p => p.Id);
        foreach (var type in context.Model.Types.Values)
        {
            foreach (var field in type.Fields.Values.Where(f => PointsTo(f, target)))
            {
                var referrers = await context.Session.FindReferrersAsync(type, field, target.Id, byId.Keys, Limit + 1, cancellationToken);
                var found = referrers.Where(r => byId.ContainsKey(r.Target)).ToLookup(r => r.Id, r => byId[r.Target]);
                if (field.OnDelete == ReferenceRule.Restrict)
                {
                    _restricted.AddRange(found.SelectMany(f => f.Select(t => (t, type, field, f.Key))));
                }
                else
                {
                    await BringAsync(type, field, found, next, cancellationToken);
                }
            }
        }
    }

    private static bool PointsTo(ContentField field, ContentType target) => field.Type switch
    {
        FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.MultiLookup => string.Equals(field.TargetType, target.Id, StringComparison.OrdinalIgnoreCase),
        FieldTypes.Reference => field.TargetPart is { } part && target.Has(part),
        _ => false,
    };

    private async ValueTask BringAsync(
        ContentType type, ContentField field, ILookup<long, PendingChange> referrers, List<PendingChange> next, CancellationToken cancellationToken)
    {
        await LoadAsync(type, referrers, cancellationToken);
        foreach (var referrer in referrers)
        {
            var change = _all[new RecordRef(type.Id, referrer.Key)];
            if (change.Outcome == ChangeOutcome.Purged)
            {
                continue;
            }

            if (field.OnDelete == ReferenceRule.Cascade)
            {
                change.Outcome = ChangeOutcome.Purged;
                change.After = null;
                next.Add(change);
            }
            else
            {
                var gone = referrer.Select(t => t.Id).ToHashSet();
                change.After![field.Id] = change.After.GetValueOrDefault(field.Id) is IReadOnlyList<long> many
                    ? many.Where(id => !gone.Contains(id)).ToList()
                    : null;
            }
        }
    }

    private async ValueTask LoadAsync(ContentType type, ILookup<long, PendingChange> referrers, CancellationToken cancellationToken)
    {
        var missing = referrers.Select(r => r.Key).Where(id => !_all.ContainsKey(new RecordRef(type.Id, id))).ToList();
        _brought += missing.Count;
        if (missing.Count == 0 || _brought > Limit)
        {
            foreach (var id in missing)
            {
                // Over the limit the set is refused; the records are not worth loading.
                _all[new RecordRef(type.Id, id)] = new PendingChange(referrers[id].First().Index, null, context.Plans.Get(context.Model, type.Id), id, ChangeOutcome.Purged);
            }

            return;
        }

        foreach (var record in await context.Session.FindManyAsync(type, missing, cancellationToken))
        {
            _all[new RecordRef(type.Id, record.Id)] = new PendingChange(
                referrers[record.Id].First().Index, null, context.Plans.Get(context.Model, type.Id), record.Id, ChangeOutcome.Updated)
            {
                Before = record,
                After = new Dictionary<string, object?>(record.Values, StringComparer.OrdinalIgnoreCase),
            };
        }
    }

    private async ValueTask RefuseRestrictedAsync(CancellationToken cancellationToken)
    {
        var standing = _restricted.Where(r => !IsPurged(new RecordRef(r.Type.Id, r.Referrer))).ToList();
        foreach (var group in standing.GroupBy(r => (r.Target, r.Field)))
        {
            var records = group.Select(r => new RecordRef(r.Type.Id, r.Referrer)).Distinct().ToList();
            var names = await context.Session.NamesAsync(context.Model, [.. records.Take(NamesShown)], cancellationToken);
            context.Refuse(group.Key.Target, GateErrors.Referred.For(
                null,
                ("record", group.Key.Target.Name),
                ("count", records.Count),
                ("field", group.Key.Field.Label),
                ("names", string.Join(", ", names.Values.Select(n => $"\"{n.Name}\"")))));
        }
    }

    private bool IsPurged(RecordRef record) => _all.TryGetValue(record, out var change) && change.Outcome == ChangeOutcome.Purged;
}
