using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Acts;

internal sealed partial class ActLog
{
    /// <summary>Records taken back in one transaction.</summary>
    private const int UndoSlice = 500;
    private const string UndoJob = "undo";

    public async Task<UndoResult> UndoAsync(Actor actor, long act, bool partially, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var row = await RequireUndoableAsync(actor, act, cancellationToken);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var resumed = row.UndoneBy is { } by ? await FindJobAsync(act, by, cancellationToken) : null;
        await using var session = await database.ReadAsync(cancellationToken);
        var scan = await UndoScan.ReadAsync(session, model, plans, act, cancellationToken);
        if (resumed is null)
        {
            var blocked = await scan.FindObstaclesAsync(session, null, cancellationToken);
            if (blocked.Count > 0 && !partially)
            {
                return new UndoResult(null, 0, blocked);
            }

            if (blocked.Count == scan.Count)
            {
                return new UndoResult(null, 0, blocked);
            }

            resumed = await BeginUndoAsync(actor, row, cancellationToken);
        }

        return await RunUndoAsync(actor, row, resumed, scan, session, cancellationToken);
    }

    private async ValueTask<ActRow> RequireUndoableAsync(Actor actor, long act, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var row = await session.Tables.FindActAsync(act, cancellationToken) ?? throw GateErrors.UnknownAct.With(("act", act));
        var actors = await session.Tables.ActorsAsync([row.Actor], cancellationToken);
        if (!MayUndo(actor, row.Kind, actors.TryGetValue(row.Actor, out var doer) ? doer.Id : null))
        {
            throw row.Kind == ExportKind ? GateErrors.NotUndoable.With() : PlatformErrors.Forbidden.With(("permission", RightOver(row.Kind)));
        }

        if (row.UndoneBy is { } by
            && await session.Tables.FindActAsync(by, cancellationToken) is { State: not ActState.Running })
        {
            throw GateErrors.AlreadyUndone.With(("by", by));
        }

        return row.State == ActState.Running && row.UndoneBy is null ? throw GateErrors.StillRunning.With() : row;
    }

    private static string RightOver(string kind) => kind switch
    {
        RecipeKind => Permission.RecipesManage,
        SystemKind => Permission.AccountsManage,
        _ => Permission.ActsUndoAny,
    };

    /// <summary>The undo act, its mark on the undone act, and the note of where it stands: together or not at all.</summary>
    private async ValueTask<UndoProgress> BeginUndoAsync(Actor actor, ActRow undone, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        var by = await InsertAsync(session, actor, new ActInfo("undo", undone.Title ?? undone.Kind), cancellationToken);
        await session.Tables.SetUndoneAsync(undone.Id, by, cancellationToken);
        var progress = new UndoProgress(undone.Id, by, 0, 0);
        var job = await session.Tables.InsertJobAsync(UndoJob, JsonSerializer.Serialize(progress), time.GetUtcNow(), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return progress with { Job = job };
    }

    private async ValueTask<UndoProgress?> FindJobAsync(long act, long by, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        foreach (var job in await session.Tables.UnfinishedJobsAsync(UndoJob, cancellationToken))
        {
            if (JsonSerializer.Deserialize<UndoProgress>(job.State) is { } progress && progress.Act == act && progress.By == by)
            {
                return progress with { Job = job.Id };
            }
        }

        return null;
    }

    private async ValueTask<UndoResult> RunUndoAsync(
        Actor actor, ActRow row, UndoProgress progress, UndoScan scan, IReadSession session, CancellationToken cancellationToken)
    {
        var blocked = await LeftAsync(progress, scan, session, cancellationToken);
        while (scan.Slice(progress.Position, UndoSlice) is { Count: > 0 } slice)
        {
            var obstacles = await scan.FindObstaclesAsync(session, slice, cancellationToken);
            var standing = obstacles.Select(o => o.Record).ToHashSet();
            var changes = await scan.ChangesAsync(session, [.. slice.Where(r => !standing.Contains(r))], cancellationToken);
            var next = progress with { Position = progress.Position + slice.Count };
            var written = await WriteSliceAsync(actor, row, next, changes, obstacles, cancellationToken);
            blocked.AddRange(obstacles);
            progress = next.With(written, obstacles);
        }

        await FinishUndoAsync(progress, cancellationToken);
        var undone = scan.Slice(0, scan.Count).Except(blocked.Select(b => b.Record)).ToList();
        return new UndoResult(progress.By, progress.Undone, await NameAsync(blocked, session, cancellationToken))
        {
            Types = undone.GroupBy(r => r.Type, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Count(), StringComparer.OrdinalIgnoreCase),
            Record = undone is [var one] ? one : null,
        };
    }

    /// <summary>What an undo that was interrupted had left as it is. What stood in the way of a value may be known no longer.</summary>
    private static async ValueTask<List<UndoObstacle>> LeftAsync(UndoProgress progress, UndoScan scan, IReadSession session, CancellationToken cancellationToken)
    {
        List<RecordRef> left = [.. (progress.Left ?? []).Select(RecordRef.Parse).OfType<RecordRef>()];
        if (left.Count == 0)
        {
            return [];
        }

        var known = await scan.FindObstaclesAsync(session, left, cancellationToken);
        return [.. known, .. left.Except(known.Select(o => o.Record)).Select(r => new UndoObstacle(r, "", "", default))];
    }

    /// <summary>What cannot be taken back for another reason (a unique value that is taken now) is named and left, too.</summary>
    private async ValueTask<int> WriteSliceAsync(
        Actor actor, ActRow row, UndoProgress progress, List<Change> changes, List<UndoObstacle> obstacles, CancellationToken cancellationToken)
    {
        while (true)
        {
            var set = new ChangeSet
            {
                Actor = actor,
                Act = new ActInfo("undo", row.Title, progress.By),
                Changes = changes,
                Options = new WriteOptions(SkipGates: true, SkipAutomation: true),
            };
            var done = progress.With(changes.Count, obstacles);
            var request = new WriteRequest(
                WritePriority.Bulk,
                (session, _, token) => session.Tables.UpdateJobAsync(done.Job, JsonSerializer.Serialize(done), finished: false, time.GetUtcNow(), token),
                Raw: true,
                UndoneAct: row.Id);
            try
            {
                await writer.ApplyAsync(set, request, cancellationToken);
                return changes.Count;
            }
            catch (ValidationError error) when (error.Findings.Count > 0)
            {
                var refused = error.Findings.Select(f => f.Change).Distinct().OrderDescending().ToList();
                foreach (var index in refused)
                {
                    var finding = error.Findings.First(f => f.Change == index);
                    obstacles.Add(new UndoObstacle(RefOf(changes[index]), "", "", time.GetUtcNow(), new UserError(finding.Code, finding.Args)));
                    changes.RemoveAt(index);
                }
            }
            catch (ConflictError error)
            {
                // Changed between our look and our write.
                obstacles.Add(new UndoObstacle(error.Record, (string?)error.Args["record"] ?? "", "", time.GetUtcNow(), error));
                changes.RemoveAll(c => RefOf(c) == error.Record);
            }
        }
    }

    private async ValueTask<IReadOnlyList<UndoObstacle>> NameAsync(List<UndoObstacle> blocked, IReadSession session, CancellationToken cancellationToken)
    {
        var nameless = blocked.Where(b => b.Name.Length == 0).Select(b => b.Record).ToList();
        if (nameless.Count == 0)
        {
            return blocked;
        }

        var model = (await states.GetAsync(cancellationToken)).Model;
        var names = await session.NamesAsync(model, nameless, cancellationToken);
        return [.. blocked.Select(b => names.TryGetValue(b.Record, out var link) && b.Name.Length == 0 ? b with { Name = link.Name } : b)];
    }

    private static RecordRef RefOf(Change change) => change switch
    {
        UpdateChange update => new RecordRef(update.Type, update.Id),
        DeleteChange delete => new RecordRef(delete.Type, delete.Id),
        RestoreChange restore => new RecordRef(restore.Type, restore.Id),
        _ => throw new NotSupportedException(change.GetType().Name),
    };

    private async ValueTask FinishUndoAsync(UndoProgress progress, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        await session.Tables.UpdateActAsync(progress.By, ActState.Done, new ActCounts(0, 0, 0), cancellationToken);
        await session.Tables.UpdateJobAsync(progress.Job, JsonSerializer.Serialize(progress), finished: true, time.GetUtcNow(), cancellationToken);
        await session.CommitAsync(cancellationToken);
    }
}

/// <summary>Where an undo stands; kept with each slice.</summary>
/// <param name="By">The undoing act.</param>
/// <param name="Position">Records looked at, in the order of the scan.</param>
/// <param name="Left">Records looked at that stay as they are, as <see cref="RecordRef.ToString"/> writes them.</param>
internal sealed record UndoProgress(
    long Act, long By, int Position, long Undone, IReadOnlyList<string>? Left = null, [property: System.Text.Json.Serialization.JsonIgnore] long Job = 0)
{
    public UndoProgress With(int undone, IEnumerable<UndoObstacle> left) =>
        this with { Undone = Undone + undone, Left = [.. Left ?? [], .. left.Select(o => o.Record.ToString())] };
}
