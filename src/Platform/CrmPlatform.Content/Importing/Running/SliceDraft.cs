using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Writing;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Makes changes of rows: resolves what they name to records, to each other, or to lookups that must be created. A row that
/// cannot be resolved gets a fault or has to wait; then the draft is no good and another is made of the others, because they
/// may name it.
/// </summary>
internal sealed class SliceDraft(ImportPlan plan, RowConverter converter, LookupCache lookups, RecordNames names, DryRunLedger? ledger, IContentWriter writer, bool final)
{
    private readonly Dictionary<(int Source, object Key), ImportRow> _own = [];
    private readonly Dictionary<(int Source, object Key), PendingLookup> _pending = [];
    private readonly List<object> _owners = [];

    public List<Change> Changes { get; } = [];

    /// <summary>True when all rows are resolved and <see cref="Changes"/> holds what they change.</summary>
    public async Task<bool> MakeAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        IndexOwn(rows);
        foreach (var row in rows)
        {
            await ResolveAsync(row, cancellationToken);
        }

        if (rows.Any(r => r.Faults.Count > 0 || r.Waits))
        {
            return false;
        }

        AddPending(rows);
        foreach (var row in rows)
        {
            AddRow(row);
        }

        return true;
    }

    /// <summary>The rows that a change stands for: one, or all that need the lookup it creates.</summary>
    public IEnumerable<ImportRow> RowsOf(int change, IReadOnlyList<ImportRow> rows) =>
        _owners[change] is ImportRow one ? [one] : rows.Where(r => Closure(r.Needs).Contains((PendingLookup)_owners[change]));

    /// <summary>The row of a change; null when the change creates a lookup.</summary>
    public ImportRow? RowOf(int change) => _owners[change] as ImportRow;

    private void IndexOwn(IReadOnlyList<ImportRow> rows)
    {
        foreach (var source in plan.Sources.Where(s => s.Self >= 0))
        {
            foreach (var row in rows)
            {
                if (source.Targets[source.Self].KeyOf(row.Values[source.SelfField]) is { } key)
                {
                    _own.TryAdd((source.Index, key), row);
                }
            }
        }
    }

    private async ValueTask ResolveAsync(ImportRow row, CancellationToken cancellationToken)
    {
        row.Resolved.Clear();
        row.Needs.Clear();
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            var field = plan.Fields[i];
            var value = field.Lookup is { } lookup
                ? await LookUpAsync(row, lookup, row.Needs, cancellationToken)
                : row.Values[i];
            if (value is not null && !field.IsKey)
            {
                row.Resolved[field.Field.Id] = value;
            }
        }
    }

    /// <summary>The value of a lookup field; null when it stays empty or the row cannot go on.</summary>
    private async ValueTask<object?> LookUpAsync(ImportRow row, LookupPlan lookup, HashSet<PendingLookup> needs, CancellationToken cancellationToken)
    {
        var found = new List<RecordRef>();
        foreach (var name in row.Names[lookup.Index])
        {
            if (await FindAsync(row, lookup, name, needs, cancellationToken) is { Id: > 0 } record)
            {
                found.Add(record);
            }
        }

        return found.Count == 0 ? null
            : lookup.Owner.Field.IsMany ? (IReadOnlyList<long>)[.. found.Select(f => f.Id).Distinct()]
            : lookup.Owner.Field.TargetPart is not null ? found[0]
            : found[0].Id;
    }

    private async ValueTask<RecordRef?> FindAsync(
        ImportRow row, LookupPlan lookup, LookupName name, HashSet<PendingLookup> needs, CancellationToken cancellationToken)
    {
        if (name.Error is { } unfit)
        {
            row.Refuse(unfit);
            return null;
        }

        switch (lookups.Find(lookup.Source, name))
        {
            case [var one]:
                return one;
            case [_, _, ..] several:
                var records = await names.TellAsync(several, cancellationToken);
                row.Refuse(ImportErrors.LookupAmbiguous.With(("field", lookup.Owner.Field.Label), ("value", name.Text), ("count", several.Count), ("records", records)));
                return null;
        }

        if (OwnRow(lookup.Source, name) is { } own)
        {
            return own;
        }

        foreach (var key in name.Keys)
        {
            if (key is not null && _pending.TryGetValue((lookup.Source.Index, key), out var pending))
            {
                needs.Add(pending);
                return new RecordRef(pending.Plan.Creates!.Id, pending.Id);
            }
        }

        return await MissingAsync(row, lookup, name, needs, cancellationToken);
    }

    /// <summary>Another row of the slice, or, in a dry run, of one before: that one has no id (0).</summary>
    private RecordRef? OwnRow(LookupSource source, LookupName name) =>
        source.Self < 0 || name.Keys[source.Self] is not { } key ? null
        : _own.TryGetValue((source.Index, key), out var other) ? new RecordRef(plan.Type.Id, other.Id)
        : ledger?.Knows(source, key) == true ? new RecordRef(plan.Type.Id, 0)
        : null;

    private async ValueTask<RecordRef?> MissingAsync(
        ImportRow row, LookupPlan lookup, LookupName name, HashSet<PendingLookup> needs, CancellationToken cancellationToken)
    {
        if (lookup.Source.Self >= 0 && !final)
        {
            row.Waits = true;
            return null;
        }

        if (CreatorOf(row, lookup, name) is { } creator)
        {
            var created = await CreateAsync(row, creator, name, cancellationToken);
            needs.Add(created);
            return new RecordRef(creator.Creates!.Id, created.Id);
        }

        switch (lookup.Missing)
        {
            case MissingLookup.Empty:
                return null;
            default:
                var type = lookup.Source.Targets.Count == 1 ? lookup.Source.Targets[0].Type.Label : lookup.Owner.Field.Label;
                row.Refuse(ImportErrors.LookupMissing.With(("field", lookup.Owner.Field.Label), ("type", type), ("value", name.Text)));
                return null;
        }
    }

    /// <summary>
    /// The lookup that creates what a name of this row means: of all that may, the one that says most about it. So it does not
    /// matter in which order a mapping has its fields, and a lookup that may not create finds what a field of the row creates.
    /// </summary>
    private LookupPlan? CreatorOf(ImportRow row, LookupPlan lookup, LookupName name) =>
        plan.Lookups
            .Where(l => l.Source == lookup.Source && l.Missing == MissingLookup.Create)
            .Where(l => lookup.Missing == MissingLookup.Create || plan.Fields.Any(f => f.Lookup == l))
            .Where(l => row.Names[l.Index].Any(n => Equals(n.Keys[0], name.Keys[0])))
            .MaxBy(l => l.CreateWith.Count);

    private async ValueTask<PendingLookup> CreateAsync(ImportRow row, LookupPlan lookup, LookupName name, CancellationToken cancellationToken)
    {
        var pending = new PendingLookup(lookup, await writer.ReserveIdsAsync(1, cancellationToken));
        _pending.Add((lookup.Source.Index, name.Keys[0]!), pending);
        var by = lookup.Source.Targets[0].By;
        if (string.Equals(by.Id, SystemFields.Key, StringComparison.OrdinalIgnoreCase))
        {
            pending.Key = name.Text;
        }
        else
        {
            pending.Values[by.Id] = name.Values[0];
        }

        foreach (var field in lookup.CreateWith)
        {
            if (await CreatedValueAsync(row, field, pending, cancellationToken) is not { } value)
            {
                continue;
            }

            if (field.IsKey)
            {
                pending.Key = (string)value;
            }
            else
            {
                pending.Values[field.Field.Id] = value;
            }
        }

        return pending;
    }

    private async ValueTask<object?> CreatedValueAsync(ImportRow row, FieldPlan field, PendingLookup pending, CancellationToken cancellationToken)
    {
        if (field.Lookup is { } inner)
        {
            return await LookUpAsync(row, inner, pending.Needs, cancellationToken);
        }

        try
        {
            return converter.ValueOf(field, row.Cells);
        }
        catch (UserError error)
        {
            row.Refuse(error);
            return null;
        }
    }

    private void AddPending(IReadOnlyList<ImportRow> rows)
    {
        foreach (var pending in rows.SelectMany(r => Closure(r.Needs)).Distinct().OrderBy(p => p.Id))
        {
            Changes.Add(new CreateChange(pending.Plan.Creates!.Id, pending.Values, pending.Key, pending.Id));
            _owners.Add(pending);
        }
    }

    private static HashSet<PendingLookup> Closure(HashSet<PendingLookup> needs)
    {
        var all = new HashSet<PendingLookup>();
        var open = new Stack<PendingLookup>(needs);
        while (open.TryPop(out var one))
        {
            if (all.Add(one))
            {
                foreach (var further in one.Needs)
                {
                    open.Push(further);
                }
            }
        }

        return all;
    }

    private void AddRow(ImportRow row)
    {
        if (row.Existing is null && row.Earlier is null)
        {
            Changes.Add(new CreateChange(plan.Type.Id, new Dictionary<string, object?>(row.Resolved, StringComparer.OrdinalIgnoreCase), KeyOf(row), row.Id, row.Entered));
            _owners.Add(row);
            return;
        }

        var changed = Differences(row);
        row.Differs = changed.Count > 0;
        if (row.Differs && row.Existing is not null)
        {
            Changes.Add(new UpdateChange(plan.Type.Id, row.Id, changed, Entered: row.Entered));
            _owners.Add(row);
        }
    }

    private Dictionary<string, object?> Differences(ImportRow row)
    {
        var changed = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            var field = plan.Fields[i].Field.Id;
            if (row.Defaulted[i] || !row.Resolved.TryGetValue(field, out var value))
            {
                continue;
            }

            var same = row.Earlier is { } earlier && earlier[i] != 0
                ? earlier[i] == DryRunLedger.HashOf(plan, row, i)
                : ValueEquality.Same(row.Existing?[field], value);
            if (!same)
            {
                changed[field] = value;
            }
        }

        return changed;
    }

    private string? KeyOf(ImportRow row)
    {
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            if (plan.Fields[i].IsKey)
            {
                return row.Values[i] as string;
            }
        }

        return null;
    }
}
