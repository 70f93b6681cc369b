using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Brings slices of rows in: each commits with the state of the import, so that a kill at any point neither loses nor doubles
/// a row. A row that the gate refuses is taken out and the rest is tried again.
/// </summary>
/// <param name="refused">Null, as are the jobs: a preview, which keeps nothing but what it says of the rows.</param>
internal sealed class SliceWriter(
    long import, ImportPlan plan, RowConverter converter, LookupCache lookups, RecordNames names, DryRunLedger? ledger, RefusedRows? refused,
    ITenantDatabase database, IBulkWriter writer, ImportJobs? jobs, TimeProvider time)
{
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(1);

    private long _saved = time.GetTimestamp();

    /// <summary>State that is in memory only so far: rows that changed nothing.</summary>
    private bool _unsaved;

    /// <summary>The act that this run began.</summary>
    private long? _act;

    public async Task<ImportJob> WriteAsync(ImportJob job, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        await RecogniseAsync(rows, cancellationToken);
        while (true)
        {
            var open = rows.Where(r => r.Faults.Count == 0 && !r.Waits).ToList();
            var draft = new SliceDraft(plan, converter, lookups, names, ledger, writer, job.Final);
            if (!await draft.MakeAsync(open, cancellationToken) || ledger?.RefuseDuplicates(open) == true)
            {
                continue;
            }

            if (draft.Changes.Count == 0)
            {
                return await SettleAsync(Counted(job, rows, draft, null), rows, cancellationToken);
            }

            try
            {
                return await ApplyAsync(job, rows, draft, cancellationToken);
            }
            catch (ValidationError error)
            {
                Refuse(error, draft, open);
            }
            catch (UserError error) when (!ImportRun.Stops(error))
            {
                if (rows.Count == 1)
                {
                    rows[0].Refuse(error);
                    continue;
                }

                job = await WriteAsync(job, [.. rows.Take(rows.Count / 2)], cancellationToken);
                return await WriteAsync(job, [.. rows.Skip(rows.Count / 2)], cancellationToken);
            }
        }
    }

    /// <summary>Commits what is in memory only.</summary>
    public async Task FlushAsync(ImportJob job, CancellationToken cancellationToken)
    {
        if (_unsaved)
        {
            await jobs!.SaveAsync(import, job, cancellationToken);
            Saved();
        }
    }

    /// <summary>Finds the records that rows are about, and everything that they name; new rows get their ids.</summary>
    private async Task RecogniseAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            if (plan.Match >= 0)
            {
                await MatchAsync(session, rows, cancellationToken);
            }

            await lookups.FillAsync(session, rows, cancellationToken);
        }

        var fresh = rows.Where(r => r.Faults.Count == 0 && r.Id == 0).ToList();
        if (fresh.Count > 0)
        {
            var id = await writer.ReserveIdsAsync(fresh.Count, cancellationToken);
            fresh.ForEach(r => r.Id = id++);
        }
    }

    private async Task MatchAsync(IReadSession session, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var field = plan.Fields[plan.Match].Field;
        var byKey = rows.Where(r => r.MatchKey is not null).ToDictionary(r => r.MatchKey!);
        if (byKey.Count == 0)
        {
            return;
        }

        var found = await session.FindByValuesAsync(plan.Type, field, byKey.Keys, cancellationToken);
        foreach (var match in found.GroupBy(f => LookupKey.Fold(field, f.Value)!))
        {
            var row = byKey[match.Key];
            var ids = match.Select(m => m.Id).Distinct().ToList();
            if (ids.Count == 1)
            {
                row.Id = ids[0];
            }
            else
            {
                var records = await names.TellAsync([.. ids.Select(i => new RecordRef(plan.Type.Id, i))], cancellationToken);
                row.Refuse(ImportErrors.MatchAmbiguous.With(("field", field.Label), ("value", row.Values[plan.Match]), ("count", ids.Count), ("records", records)));
            }
        }

        var known = byKey.Values.Where(r => r.Id > 0).ToDictionary(r => r.Id);
        if (known.Count > 0)
        {
            foreach (var record in await session.FindManyAsync(plan.Type, known.Keys, cancellationToken))
            {
                known[record.Id].Existing = record;
            }
        }

        if (ledger is not null)
        {
            foreach (var row in byKey.Values)
            {
                row.Earlier = ledger.Earlier(row);
            }
        }
    }

    private static void Refuse(ValidationError error, SliceDraft draft, List<ImportRow> open)
    {
        foreach (var finding in error.Findings)
        {
            foreach (var row in draft.RowsOf(finding.Change, open))
            {
                row.Refuse(finding.Code, finding.Args);
            }
        }

        if (open.TrueForAll(r => r.Faults.Count == 0))
        {
            throw new InvalidOperationException("The gate refused a slice without saying which change.", error);
        }
    }

    private async Task<ImportJob> ApplyAsync(ImportJob job, IReadOnlyList<ImportRow> rows, SliceDraft draft, CancellationToken cancellationToken)
    {
        if (ledger is not null)
        {
            return await RehearseAsync(job, rows, draft, cancellationToken);
        }

        job = await InActAsync(job, cancellationToken);
        var after = job;
        await writer.ApplyAsync(
            SetOf(job, draft),
            async (session, result, token) =>
            {
                after = await refused!.AppendAsync(Counted(job, rows, draft, result), rows, token);
                await jobs!.UpdateAsync(session, import, after, token);
            },
            cancellationToken);
        ForgetNames(rows);
        Saved();
        return after;
    }

    /// <summary>Begun once, also when the gate refuses the first slice and it is tried again without its bad rows.</summary>
    private async Task<ImportJob> InActAsync(ImportJob job, CancellationToken cancellationToken)
    {
        if ((job.Act ?? _act) is { } act)
        {
            return job with { Act = act };
        }

        job = await jobs!.BeginAsync(import, job, cancellationToken);
        _act = job.Act;
        return job;
    }

    /// <summary>Through the gate and back.</summary>
    private async Task<ImportJob> RehearseAsync(ImportJob job, IReadOnlyList<ImportRow> rows, SliceDraft draft, CancellationToken cancellationToken)
    {
        WriteResult? outcome = null;
        try
        {
            await writer.ApplyAsync(
                SetOf(job, draft),
                (_, result, _) =>
                {
                    outcome = result;
                    throw new RehearsedException();
                },
                cancellationToken);
        }
        catch (RehearsedException)
        {
            // Rolled back, as it should be.
        }

        return await SettleAsync(Counted(job, rows, draft, outcome), rows, cancellationToken);
    }

    private static ChangeSet SetOf(ImportJob job, SliceDraft draft) => new()
    {
        Actor = job.Actor.ToActor(),
        Act = new ActInfo(ImportJob.Kind, job.FileName, job.Act),
        Changes = draft.Changes,
        Options = new WriteOptions(SkipGates: !job.Mapping.Gates, SkipAutomation: !job.Mapping.Automation),
    };

    /// <summary>The job with a slice behind it.</summary>
    private static ImportJob Counted(ImportJob job, IReadOnlyList<ImportRow> rows, SliceDraft draft, WriteResult? result)
    {
        var good = rows.Where(r => r.Faults.Count == 0 && !r.Waits).ToList();
        var changed = new HashSet<ImportRow>();
        for (var i = 0; i < (result?.Results.Count ?? 0); i++)
        {
            if (draft.RowOf(i) is { } row && result!.Results[i].Outcome != ChangeOutcome.Unchanged)
            {
                changed.Add(row);
            }
        }

        // In a dry run the gate does not see what earlier rows would have left.
        changed.UnionWith(good.Where(r => r is { Earlier: not null, Differs: true }));
        var created = changed.Count(r => r is { Existing: null, Earlier: null });
        return job with
        {
            Read = job.Read + (job.Pass == 0 ? rows.Count : 0),
            Created = job.Created + created,
            Updated = job.Updated + changed.Count - created,
            Unchanged = job.Unchanged + good.Count - changed.Count,
            Emptied = job.Emptied + good.Sum(r => r.Emptied.Count),
            PassRows = job.PassRows + rows.Count,
            PassDone = job.PassDone + good.Count,
        };
    }

    /// <summary>Nothing was written for the slice: its state is committed alone, and not each time when it can be found again.</summary>
    private async Task<ImportJob> SettleAsync(ImportJob job, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        ledger?.Accept([.. rows.Where(r => r.Faults.Count == 0 && !r.Waits)]);
        if (refused is null)
        {
            return job;
        }

        job = await refused.AppendAsync(job, rows, cancellationToken);
        _unsaved = true;
        if (rows.Any(r => r.Faults.Count > 0 || r.Waits) || time.GetElapsedTime(_saved) > _quiet)
        {
            await FlushAsync(job, cancellationToken);
        }

        return job;
    }

    /// <summary>A row may have renamed a record that others name.</summary>
    private void ForgetNames(IReadOnlyList<ImportRow> rows)
    {
        foreach (var source in plan.Sources.Where(s => s.Self >= 0 && rows.Any(r => r.Differs)))
        {
            lookups.Forget(source);
        }
    }

    private void Saved()
    {
        _unsaved = false;
        _saved = time.GetTimestamp();
    }

    /// <summary>Rolls a rehearsed slice back.</summary>
    private sealed class RehearsedException : Exception;
}
