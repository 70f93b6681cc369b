using System.Runtime.InteropServices;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Acts;

/// <summary>
/// Which records an act touched, in a fixed order: created ones newest first, then the others as they were first touched. Holds
/// a few words per record, not their values.
/// </summary>
internal sealed class UndoScan
{
    private const int Page = 1000;

    private readonly long _act;
    private readonly ContentModel _model;
    private readonly TypePlans _plans;
    private readonly Dictionary<RecordRef, Touched> _touched = [];
    private readonly List<RecordRef> _order = [];

    private UndoScan(long act, ContentModel model, TypePlans plans)
    {
        _act = act;
        _model = model;
        _plans = plans;
    }

    /// <summary>How many records the act touched.</summary>
    public int Count => _order.Count;

    public static async ValueTask<UndoScan> ReadAsync(IReadSession session, ContentModel model, TypePlans plans, long act, CancellationToken cancellationToken)
    {
        var scan = new UndoScan(act, model, plans);
        foreach (var (type, first, last) in (await session.Tables.CreatedRangesAsync(act, cancellationToken)).Reverse())
        {
            for (var id = last; id >= first; id--)
            {
                scan.Touch(new RecordRef(type, id), 1, ChangeOutcome.Created);
            }
        }

        long after = 0;
        while (true)
        {
            var rows = await session.Tables.HistoryOfActAsync(act, after, Page, cancellationToken);
            foreach (var row in rows)
            {
                scan.Touch(new RecordRef(row.Type, row.Record), row.Version, row.Kind);
                after = row.Id;
            }

            if (rows.Count < Page)
            {
                return scan;
            }
        }
    }

    public IReadOnlyList<RecordRef> Slice(int position, int count) =>
        position >= _order.Count ? [] : _order.GetRange(position, Math.Min(count, _order.Count - position));

    /// <summary>Records that were changed after the act, or cannot be taken back. Null: looks at all of them.</summary>
    public async ValueTask<List<UndoObstacle>> FindObstaclesAsync(IReadSession session, IReadOnlyList<RecordRef>? records, CancellationToken cancellationToken)
    {
        var obstacles = new List<(RecordRef Record, string Name, long Actor, DateTimeOffset At)>();
        foreach (var slice in (records ?? _order).Chunk(Page))
        {
            var stored = await LoadAsync(session, slice, cancellationToken);
            foreach (var reference in slice)
            {
                if (!stored.TryGetValue(reference, out var record))
                {
                    obstacles.Add((reference, "", 0, default));
                }
                else if (record.Version > _touched[reference].Version || _touched[reference].Purged || IsUntold(reference))
                {
                    var name = _model.Find(reference.Type) is { } type ? record[type.NameField] as string ?? "" : "";
                    obstacles.Add((reference, name, record[SystemFields.UpdatedBy] as long? ?? 0, record[SystemFields.UpdatedAt] as DateTimeOffset? ?? default));
                }
            }
        }

        var actors = await session.Tables.ActorsAsync([.. obstacles.Select(o => o.Actor).Where(a => a != 0).Distinct()], cancellationToken);
        return [.. obstacles.Select(o => new UndoObstacle(o.Record, o.Name, actors.TryGetValue(o.Actor, out var by) ? by.Name : "", o.At))];
    }

    /// <summary>The changes that take the act back for some records.</summary>
    public async ValueTask<List<Change>> ChangesAsync(IReadSession session, IReadOnlyList<RecordRef> records, CancellationToken cancellationToken)
    {
        var changes = new List<Change>(records.Count);
        var stored = await LoadAsync(session, records, cancellationToken);
        foreach (var reference in records)
        {
            var touched = _touched[reference];
            var inBin = stored[reference][SystemFields.DeletedAt] is not null;
            if (touched.Created)
            {
                if (!inBin)
                {
                    changes.Add(new DeleteChange(reference.Type, reference.Id, touched.Version));
                }

                continue;
            }

            await AddChangesAsync(session, reference, touched, inBin, changes, cancellationToken);
        }

        return changes;
    }

    private async ValueTask AddChangesAsync(
        IReadSession session, RecordRef reference, Touched touched, bool inBin, List<Change> changes, CancellationToken cancellationToken)
    {
        var wasInBin = touched.First is ChangeOutcome.Restored;
        if (inBin && !wasInBin)
        {
            changes.Add(new RestoreChange(reference.Type, reference.Id));
        }

        if (touched.Updated)
        {
            var values = await ValuesBeforeAsync(session, reference, touched, cancellationToken);
            if (values.Count > 0)
            {
                changes.Add(new UpdateChange(reference.Type, reference.Id, values, touched.Version + (inBin && !wasInBin ? 1 : 0)));
            }
        }

        if (!inBin && wasInBin)
        {
            changes.Add(new DeleteChange(reference.Type, reference.Id));
        }
    }

    /// <summary>The values from before the act: of each field, the earliest that the act tells of.</summary>
    private async ValueTask<Dictionary<string, object?>> ValuesBeforeAsync(
        IReadSession session, RecordRef reference, Touched touched, CancellationToken cancellationToken)
    {
        var plan = _plans.Get(_model, reference.Type);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var rows = await session.Tables.HistoryOfAsync(reference.Type, reference.Id, touched.Rows, cancellationToken);
        foreach (var row in rows.Where(r => r.Act == _act).OrderBy(r => r.Version))
        {
            foreach (var change in HistoryJson.Read(plan, row.Changes))
            {
                values.TryAdd(change.Field, change.Before);
            }
        }

        return values;
    }

    /// <summary>Updates of types that keep no values in their history cannot be taken back.</summary>
    private bool IsUntold(RecordRef reference) =>
        _touched[reference] is { Created: false, Updated: true }
        && _model.Find(reference.Type) is not { History: Definitions.HistoryLevel.Full };

    private async ValueTask<Dictionary<RecordRef, ContentRecord>> LoadAsync(IReadSession session, IEnumerable<RecordRef> records, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<RecordRef, ContentRecord>();
        foreach (var ofType in records.GroupBy(r => r.Type, StringComparer.Ordinal))
        {
            if (_model.Find(ofType.Key) is { } type)
            {
                foreach (var record in await session.FindManyAsync(type, [.. ofType.Select(r => r.Id)], cancellationToken))
                {
                    loaded[new RecordRef(ofType.Key, record.Id)] = record;
                }
            }
        }

        return loaded;
    }

    private void Touch(RecordRef record, long version, ChangeOutcome kind)
    {
        ref var touched = ref CollectionsMarshal.GetValueRefOrAddDefault(_touched, record, out var known);
        if (!known)
        {
            touched.First = kind;
            _order.Add(record);
        }

        touched.Version = Math.Max(touched.Version, version);
        touched.Rows += kind == ChangeOutcome.Created ? 0 : 1;
        touched.Created |= kind == ChangeOutcome.Created;
        touched.Updated |= kind == ChangeOutcome.Updated;
        touched.Purged |= kind == ChangeOutcome.Purged;
    }

    private struct Touched
    {
        public long Version;
        public int Rows;
        public ChangeOutcome First;
        public bool Created;
        public bool Updated;
        public bool Purged;
    }
}
