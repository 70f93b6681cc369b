using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Modules;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Writing;

/// <summary>The gate in. Judges a change set inside the transaction that stores it.</summary>
internal sealed partial class ContentWriter(
    ITenantDatabase database,
    ITenantStates states,
    ITenantAccessor tenants,
    TypePlans plans,
    RecordRights rights,
    IExtensions<IChangeGuard> guards,
    IExtensions<IChangeFollower> followers,
    QueryBinding binding,
    IOutboxSignal signal,
    IEventScope events,
    TimeProvider time) : IBulkWriter
{
    /// <summary>How often a set is judged again because the model or a record changed under it.</summary>
    private const int MaxAttempts = 30;

    /// <summary>How far what follows may have followers of its own.</summary>
    private const int MaxFollows = 10;
    private const int MaxDelay = 200;
    private static readonly string[] _bulkKinds = ["import", "bulk", "recipe", "undo", "system"];

    public Task<WriteResult> ApplyAsync(ChangeSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var bulk = _bulkKinds.Contains(set.Act.Kind, StringComparer.OrdinalIgnoreCase);
        return ApplyAsync(set, new WriteRequest(bulk ? WritePriority.Bulk : WritePriority.Interactive), cancellationToken);
    }

    public Task<WriteResult> ApplyAsync(ChangeSet set, WriteParticipant participant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(participant);
        return ApplyAsync(set, new WriteRequest(WritePriority.Bulk, participant), cancellationToken);
    }

    public async Task<long> ReserveIdsAsync(int count, CancellationToken cancellationToken) =>
        await database.ReserveIdsAsync(count, cancellationToken);

    internal async Task<WriteResult> ApplyAsync(ChangeSet set, WriteRequest request, CancellationToken cancellationToken)
    {
        // Before the transaction: the sequence is the database's own, and one writer at a time may hold it.
        var ids = await ReserveAsync(set, cancellationToken);
        var spare = new SpareIds();
        string? newer = null;
        for (var attempt = 1; ; attempt++)
        {
            await GetReadyAsync(attempt, spare, cancellationToken);
            var state = await (newer is null ? states.GetAsync(cancellationToken) : states.GetAsync(newer, cancellationToken));
            CheckPermissions(set, state.Model);
            var asked = await guards.AllAsync(cancellationToken);
            var following = await followers.AllAsync(cancellationToken);
            await using var session = await database.WriteAsync(request.Priority, cancellationToken);
            newer = await session.StampAsync(cancellationToken);
            if (newer != state.Stamp)
            {
                StopWhen(attempt == MaxAttempts, "the tenant's definitions change faster than they can be read");
                continue;
            }

            try
            {
                return await ApplyAsync(set, request, (ids, spare), state, (asked, following), session, cancellationToken);
            }
            catch (MoreIdsException)
            {
                // What follows from the set is known only once the set is stored: it is stored again, with ids for that as well.
            }
            catch (Exception error) when (attempt < MaxAttempts && IsRace(error))
            {
                // Another process wrote between our look and our write: look again, and say it better than storage can.
            }
        }
    }

    private async Task<WriteResult> ApplyAsync(
        ChangeSet set, WriteRequest request, (long[] Own, SpareIds Spare) ids, TenantState state, (IReadOnlyList<IChangeGuard> Guards, IReadOnlyList<IChangeFollower> Followers) asked, IWriteSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var context = new WriteContext
        {
            Set = set,
            State = state,
            Session = session,
            Plans = plans,
            Rights = rights,
            Now = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            Zone = Moment.ZoneOf(set.Actor, state.Settings),
            Request = request,
        };
        var actor = await session.Tables.ActorIdAsync(set.Actor.Id, set.Actor.Name, cancellationToken);
        var saver = new Saver(context, actor, events.Depth, signal.IsHeard(Saver.EventKind, state.Features));
        var follow = new FollowerRunner(asked.Followers, context, binding);
        var results = new ChangeResult[set.Changes.Count];
        foreach (var wave in Waves(set, ids.Own, context))
        {
            foreach (var change in await RunWaveAsync(wave, context, asked.Guards, saver, cancellationToken))
            {
                results[change.Index] = ResultOf(change);
            }

            follow.Note(wave);
        }

        var added = await FollowAsync(follow, ids.Spare, context, asked.Guards, saver, cancellationToken);
        await saver.FinishAsync(cancellationToken);
        var result = new WriteResult(saver.Act, results) { Added = added };
        await CommitAsync(session, request, result, saver, cancellationToken);
        return result;
    }

    /// <summary>Stores what follows from the set, and what follows from that.</summary>
    private static async ValueTask<IReadOnlyList<ChangeResult>> FollowAsync(
        FollowerRunner follow, SpareIds spare, WriteContext context, IReadOnlyList<IChangeGuard> guards, Saver saver, CancellationToken cancellationToken)
    {
        var results = new List<ChangeResult>();
        context.Follows = true;
        spare.Rewind();
        for (var round = 0; await follow.RunAsync(cancellationToken) is { Count: > 0 } added; round++)
        {
            if (round == MaxFollows)
            {
                throw new InvalidOperationException($"Records that follow from records went on for {MaxFollows} rounds, {added[0].Change.Type} last.");
            }

            var ids = spare.Take(added.Count);
            var wave = added.Select((a, i) => new PendingChange(a.Index, a.Change, context.Plans.Get(context.Model, a.Change.Type), ids[i], ChangeOutcome.Created)).ToList();
            context.Creates.UnionWith(wave.Select(c => c.Ref));
            results.AddRange((await RunWaveAsync(wave, context, guards, saver, cancellationToken)).Select(ResultOf));
            follow.Note(wave);
        }

        return results;
    }

    private async ValueTask CommitAsync(IWriteSession session, WriteRequest request, WriteResult result, Saver saver, CancellationToken cancellationToken)
    {
        if (request.Participant is not null)
        {
            await request.Participant(session, result, cancellationToken);
        }

        if (saver is { HasWritten: true, IsHeard: true })
        {
            var tenant = tenants.Current;
            await signal.PrepareAsync(tenant, cancellationToken);
            session.AfterCommit(() => signal.Notify(tenant));
        }

        if (saver.HasWritten || request.Participant is not null)
        {
            await session.CommitAsync(cancellationToken);
        }
    }

    private async ValueTask<long[]> ReserveAsync(ChangeSet set, CancellationToken cancellationToken)
    {
        var ids = new long[set.Changes.Count];
        var missing = set.Changes.Count(c => c is CreateChange { Id: 0 });
        var next = missing == 0 ? 0 : await database.ReserveIdsAsync(missing, cancellationToken);
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = set.Changes[i] switch
            {
                CreateChange { Id: 0 } => next++,
                CreateChange create => create.Id,
                UpdateChange update => update.Id,
                DeleteChange delete => delete.Id,
                RestoreChange restore => restore.Id,
                PurgeChange purge => purge.Id,
                _ => throw new NotSupportedException(set.Changes[i].GetType().Name),
            };
        }

        return ids;
    }

    private async ValueTask GetReadyAsync(int attempt, SpareIds spare, CancellationToken cancellationToken)
    {
        if (spare.Missing > 0)
        {
            spare.Add(await database.ReserveIdsAsync(spare.Missing, cancellationToken));
        }
        else if (attempt > 1)
        {
            await StepBackAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Writers of one record step back by chance, so that they do not meet again.</summary>
    private Task StepBackAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(Math.Min(MaxDelay, attempt * 10))), time, cancellationToken);

    private static bool IsRace(Exception error) => error is WriteRaceException or UserError { Code.Id: "storage.unique" };

    private static void StopWhen(bool condition, string why)
    {
        if (condition)
        {
            throw new InvalidOperationException($"Gave up writing after {MaxAttempts} attempts: {why}.");
        }
    }
}

/// <summary>How a set is written.</summary>
/// <param name="Raw">Undo: values go back as they were, also those that the gate keeps; the gates of stages are not asked.</param>
/// <param name="UndoneAct">Undo: the act that is taken back, whose stage moves go.</param>
internal sealed record WriteRequest(WritePriority Priority, WriteParticipant? Participant = null, bool Raw = false, long? UndoneAct = null);
