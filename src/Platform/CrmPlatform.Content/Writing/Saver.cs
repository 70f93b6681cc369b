using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Data;
using CrmPlatform.Events;

namespace CrmPlatform.Content.Writing;

/// <summary>Stores what passed the gate: rows, history, stage moves, ranges of new ids and events, in one transaction.</summary>
/// <param name="isHeard">Somebody takes the events.</param>
internal sealed class Saver(WriteContext context, long actorNumber, int eventDepth, bool isHeard)
{
    public static readonly string EventKind = typeof(ContentChanged).FullName!;

    private readonly Dictionary<TypePlan, List<ChangedRecord>> _changed = [];
    private ActCounts _counts = new(0, 0, 0);

    /// <summary>What the act's row says already.</summary>
    private ActCounts? _told;

    /// <summary>The act; 0 while nothing was written.</summary>
    public long Act { get; private set; } = context.Set.Act.Id ?? 0;
    public bool HasWritten => _changed.Count > 0;

    public bool IsHeard => isHeard;

    public async ValueTask SaveAsync(IReadOnlyList<PendingChange> pending, CancellationToken cancellationToken)
    {
        var effective = pending.Where(c => c.Outcome != ChangeOutcome.Unchanged).ToList();
        if (effective.Count == 0)
        {
            return;
        }

        var counts = CountsOf(effective);
        await BeginActAsync(counts, cancellationToken);
        foreach (var change in effective)
        {
            Stamp(change);
        }

        foreach (var ofType in effective.GroupBy(c => c.Plan))
        {
            await InsertAsync(ofType.Key, [.. ofType.Where(c => c.IsCreate)], cancellationToken);
            await UpdateAsync(ofType.Key, ofType, cancellationToken);
            await PurgeAsync(ofType.Key, [.. ofType.Where(c => c.Outcome == ChangeOutcome.Purged)], cancellationToken);
        }

        await AddHistoryAsync(effective, cancellationToken);
        await AddMovesAsync(effective, cancellationToken);
        Note(effective);
        _counts = Sum(_counts, counts);
    }

    /// <summary>The act's counts and the events: once, when all of the set is stored.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (!HasWritten)
        {
            return;
        }

        if (_told != _counts)
        {
            var told = _told ?? new ActCounts(0, 0, 0);
            var more = new ActCounts(_counts.Created - told.Created, _counts.Updated - told.Updated, _counts.Deleted - told.Deleted);
            await context.Session.Tables.UpdateActAsync(Act, context.Set.Act.Id is null ? ActState.Done : ActState.Running, more, cancellationToken);
        }

        if (!isHeard)
        {
            return;
        }

        foreach (var (plan, records) in _changed)
        {
            var committed = new ContentChanged(
                Act, context.Set.Act.Kind, plan.Type.Id, records, context.Actor.Id, context.Now, context.Set.Options.SkipAutomation);
            await context.Session.Tables.AddEventAsync(
                EventKind, JsonSerializer.Serialize(committed), eventDepth, context.Now, cancellationToken);
        }
    }

    /// <summary>An act of this set alone is written as it will be when all is stored, which mostly spares another statement.</summary>
    private async ValueTask BeginActAsync(ActCounts counts, CancellationToken cancellationToken)
    {
        if (Act == 0)
        {
            var act = new ActRow(0, context.Set.Act.Kind, context.Set.Act.Title, actorNumber, context.Now, ActState.Done, counts, null);
            Act = await context.Session.Tables.InsertActAsync(act, cancellationToken);
            _told = counts;
        }
    }

    private void Stamp(PendingChange change)
    {
        if (change.After is not { } after)
        {
            return;
        }

        after[SystemFields.UpdatedAt] = context.Now;
        after[SystemFields.UpdatedBy] = actorNumber;
        if (change.IsCreate)
        {
            after[SystemFields.CreatedAt] = context.Now;
            after[SystemFields.CreatedBy] = actorNumber;
            after[SystemFields.CreatedAct] = Act;
        }
    }

    private async ValueTask InsertAsync(TypePlan plan, List<PendingChange> creates, CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
        {
            return;
        }

        creates.Sort((a, b) => a.Id.CompareTo(b.Id));
        await context.Session.InsertAsync(plan.Type, creates.ConvertAll(ToWrite), cancellationToken);
        var first = creates[0].Id;
        for (var i = 0; i < creates.Count; i++)
        {
            if (i + 1 == creates.Count || creates[i + 1].Id != creates[i].Id + 1)
            {
                await context.Session.Tables.AddCreatedRangeAsync(Act, plan.Type.Id, first, creates[i].Id, cancellationToken);
                first = i + 1 == creates.Count ? 0 : creates[i + 1].Id;
            }
        }
    }

    private async ValueTask UpdateAsync(TypePlan plan, IEnumerable<PendingChange> changes, CancellationToken cancellationToken)
    {
        // What one record of the set gives up, another may take: a unique value, in a merge and in its undo.
        foreach (var change in changes.OrderBy(c => c.Outcome switch { ChangeOutcome.Deleted => 0, ChangeOutcome.Restored => 2, _ => 1 }))
        {
            IReadOnlyCollection<string>? fields = change.Outcome switch
            {
                ChangeOutcome.Updated => plan.LastTouch is { } touch && change.Differs(touch) ? [.. change.Changed, touch.Id] : change.Changed,
                ChangeOutcome.Deleted or ChangeOutcome.Restored => [SystemFields.DeletedAt],
                _ => null,
            };
            if (fields is not null
                && !await context.Session.UpdateAsync(plan.Type, ToWrite(change), fields, change.Before!.Version, cancellationToken))
            {
                throw new WriteRaceException();
            }
        }
    }

    private async ValueTask PurgeAsync(TypePlan plan, List<PendingChange> purges, CancellationToken cancellationToken)
    {
        if (purges.Count == 0)
        {
            return;
        }

        var ids = purges.ConvertAll(c => c.Id);
        await context.Session.PurgeAsync(plan.Type, ids, cancellationToken);
        await context.Session.Tables.EraseHistoryAsync(plan.Type.Id, ids, cancellationToken);
        if (plan.Staged is not null)
        {
            await context.Session.Tables.RemoveStageMovesAsync(plan.Type.Id, ids, null, cancellationToken);
        }
    }

    private async ValueTask AddHistoryAsync(List<PendingChange> changes, CancellationToken cancellationToken)
    {
        var rows = new List<HistoryRow>();
        foreach (var change in changes)
        {
            if (change.IsCreate || change.Type.History == HistoryLevel.None)
            {
                continue;
            }

            var values = change.IsUpdate && change.Type.History == HistoryLevel.Full
                ? HistoryJson.Write(change.Plan, change.Changed, change.Before!.Values, change.After!)
                : null;
            rows.Add(new HistoryRow(0, Act, change.Type.Id, change.Id, change.Outcome, change.Version, context.Now, actorNumber, values));
        }

        if (rows.Count > 0)
        {
            await context.Session.Tables.AddHistoryAsync(rows, cancellationToken);
        }
    }

    private async ValueTask AddMovesAsync(List<PendingChange> changes, CancellationToken cancellationToken)
    {
        var rows = new List<StageMoveRow>();
        foreach (var change in changes)
        {
            if (change.Moves is not null)
            {
                rows.AddRange(change.Moves.Select(m => m with { Actor = actorNumber, Act = Act }));
            }
        }

        if (rows.Count > 0)
        {
            await context.Session.Tables.AddStageMovesAsync(rows, cancellationToken);
        }
    }

    private static ActCounts CountsOf(List<PendingChange> changes)
    {
        long created = 0, updated = 0, deleted = 0;
        foreach (var change in changes)
        {
            _ = change.Outcome switch
            {
                ChangeOutcome.Created => created++,
                ChangeOutcome.Deleted or ChangeOutcome.Purged => deleted++,
                _ => updated++,
            };
        }

        return new ActCounts(created, updated, deleted);
    }

    private static ActCounts Sum(ActCounts one, ActCounts other) =>
        new(one.Created + other.Created, one.Updated + other.Updated, one.Deleted + other.Deleted);

    private void Note(List<PendingChange> changes)
    {
        foreach (var change in changes)
        {
            if (!_changed.TryGetValue(change.Plan, out var records))
            {
                _changed[change.Plan] = records = [];
            }

            if (isHeard)
            {
                records.Add(new ChangedRecord(change.Id, change.Version, change.Outcome, change.Changed));
            }
        }
    }

    private static RecordWrite ToWrite(PendingChange change) =>
        new(new ContentRecord(change.Type.Id, change.Id, change.Version, change.After!), change.DuplicateTexts);
}

/// <summary>Another writer was faster between our look and our write; the set is judged again over what is there now.</summary>
internal sealed class WriteRaceException : Exception;
