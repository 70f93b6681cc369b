using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Reading;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

internal sealed partial class ContentWriter
{
    private static void CheckPermissions(ChangeSet set, ContentModel model)
    {
        Change? before = null;
        foreach (var change in set.Changes)
        {
            // Slices are mostly alike: one look serves them all.
            if (before is null || before.GetType() != change.GetType() || before.Type != change.Type)
            {
                var permission = change switch
                {
                    CreateChange or UpdateChange => Permission.ContentEdit,
                    PurgeChange => Permission.ContentPurge,
                    _ => Permission.ContentDelete,
                };
                RecordRights.Require(set.Actor, permission, model.Get(change.Type));
                before = change;
            }
        }
    }

    /// <summary>
    /// A set may change a record more than once: each wave holds a record once and sees what the wave before wrote. Purges come
    /// last, when everything else points where it will point.
    /// </summary>
    private static List<List<PendingChange>> Waves(ChangeSet set, long[] ids, WriteContext context)
    {
        var waves = new List<List<PendingChange>>();
        var purges = new List<PendingChange>();
        var seen = new Dictionary<RecordRef, int>(set.Changes.Count);
        for (var i = 0; i < set.Changes.Count; i++)
        {
            var pending = new PendingChange(i, set.Changes[i], context.Plans.Get(context.Model, set.Changes[i].Type), ids[i], OutcomeOf(set.Changes[i]));
            if (pending.Outcome == ChangeOutcome.Purged)
            {
                purges.Add(pending);
                continue;
            }

            var wave = seen.TryGetValue(pending.Ref, out var last) ? last + 1 : 0;
            seen[pending.Ref] = wave;
            if (wave == waves.Count)
            {
                waves.Add([]);
            }

            waves[wave].Add(pending);
            if (pending.IsCreate)
            {
                context.Creates.Add(pending.Ref);
            }
        }

        if (purges.Count > 0)
        {
            waves.Add(purges);
        }

        return waves;
    }

    private static ChangeOutcome OutcomeOf(Change change) => change switch
    {
        CreateChange => ChangeOutcome.Created,
        UpdateChange => ChangeOutcome.Updated,
        DeleteChange => ChangeOutcome.Deleted,
        RestoreChange => ChangeOutcome.Restored,
        _ => ChangeOutcome.Purged,
    };

    /// <returns>The changes that were asked for, without those that they bring about.</returns>
    private static async ValueTask<PendingChange[]> RunWaveAsync(
        List<PendingChange> wave, WriteContext context, IReadOnlyList<IChangeGuard> asked, Saver saver, CancellationToken cancellationToken)
    {
        var own = wave.ToArray();
        await LoadAsync(wave, context, cancellationToken);
        foreach (var change in wave)
        {
            Prepare(change, context);
        }

        if (wave[0].Outcome == ChangeOutcome.Purged)
        {
            context.StopOnFindings();
            await new PurgeRules(context).ExpandAsync(wave, cancellationToken);
        }

        var conditions = new Conditions(context);
        foreach (var change in wave)
        {
            RequiredRules.ConditionalDefaults(change, conditions, context);
        }

        await new GuardRunner(asked, context).RunAsync(wave, cancellationToken);
        await CheckAsync(wave, conditions, context, cancellationToken);
        context.StopOnFindings();
        foreach (var ofType in wave.GroupBy(c => c.Plan))
        {
            await NumberRules.ApplyAsync(ofType.Key, [.. ofType], context, cancellationToken);
        }

        await saver.SaveAsync(wave, cancellationToken);
        return own;
    }

    private static ChangeResult ResultOf(PendingChange change) =>
        new(change.Ref, change.Version, change.Outcome, change.Warnings is null ? [] : change.Warnings);

    /// <summary>What can be said only of the records as they will be.</summary>
    private static async ValueTask CheckAsync(List<PendingChange> wave, Conditions conditions, WriteContext context, CancellationToken cancellationToken)
    {
        await MoneyRules.ApplyAsync(wave, context, cancellationToken);
        await UndoRules.RestoreMovesAsync(wave, context, cancellationToken);
        foreach (var change in wave)
        {
            if (change.Writes && change.Change is not null)
            {
                RequiredRules.Check(change, conditions, context);
                StageRules.CheckRequired(change, context);
            }
        }

        await ReferenceRules.CheckAsync(wave, context, cancellationToken);
        foreach (var ofType in wave.GroupBy(c => c.Plan))
        {
            await DuplicateRules.CheckAsync(ofType.Key, [.. ofType], context, cancellationToken);
        }

        foreach (var change in wave)
        {
            Settle(change, context);
        }
    }

    /// <summary>What really changes; an update that changes nothing is dropped.</summary>
    private static void Settle(PendingChange change, WriteContext context)
    {
        if (!change.IsUpdate)
        {
            return;
        }

        var changed = new List<string>();
        foreach (var field in change.Plan.Fields)
        {
            if (field != change.Plan.LastTouch && change.Differs(field))
            {
                changed.Add(field.Id);
            }
        }

        if (!ValueEquality.Same(change.Before![SystemFields.Key], change.After!.GetValueOrDefault(SystemFields.Key)))
        {
            changed.Add(SystemFields.Key);
        }

        change.Changed = changed;
        if (changed.Count == 0 && context.Set.Options.SkipUnchanged)
        {
            change.Outcome = ChangeOutcome.Unchanged;
        }
    }

    private static async ValueTask LoadAsync(List<PendingChange> wave, WriteContext context, CancellationToken cancellationToken)
    {
        foreach (var plan in wave.Where(c => c.Writes).Select(c => c.Plan).Distinct())
        {
            context.Hidden[plan] = await context.Rights.HiddenAsync(context, plan.Type, cancellationToken);
        }

        foreach (var ofType in wave.Where(c => !c.IsCreate).GroupBy(c => c.Plan))
        {
            var type = ofType.Key.Type;
            var records = await context.Session.FindManyAsync(type, [.. ofType.Select(c => c.Id)], cancellationToken);
            var byId = records.ToDictionary(r => r.Id);
            foreach (var change in ofType)
            {
                change.Before = byId.GetValueOrDefault(change.Id) ?? throw NotFound(type, change.Id);
            }

            await CheckRightsAsync(type, [.. ofType], context, cancellationToken);
        }

        await LoadEarlierStagesAsync(wave, context, cancellationToken);
    }

    /// <summary>A record that the actor may not see is not there; nor is one whose kind of change they may not make.</summary>
    private static async ValueTask CheckRightsAsync(ContentType type, IReadOnlyList<PendingChange> changes, WriteContext context, CancellationToken cancellationToken)
    {
        foreach (var ofVerb in changes.GroupBy(c => c.IsUpdate ? RecordVerb.Edit : RecordVerb.Delete))
        {
            var refs = ofVerb.Select(c => c.Ref).ToList();
            var unseen = await context.Rights.UnseenAsync(context, refs, RecordVerb.View, cancellationToken);
            unseen.UnionWith(await context.Rights.UnseenAsync(context, refs, ofVerb.Key, cancellationToken));
            if (unseen.Count > 0)
            {
                throw NotFound(type, unseen.First().Id);
            }
        }
    }

    private static UserError NotFound(ContentType type, long id) => PlatformErrors.NotFound.With(("type", type.Label), ("id", id));

    private static async ValueTask LoadEarlierStagesAsync(List<PendingChange> wave, WriteContext context, CancellationToken cancellationToken)
    {
        foreach (var change in wave)
        {
            if (change.Change is UpdateChange { Entered.Count: > 0 })
            {
                var moves = await context.Session.Tables.StageMovesOfAsync(change.Type.Id, change.Id, cancellationToken);
                change.EarlierStages = moves.Select(m => m.ToStage).ToHashSet(StringComparer.OrdinalIgnoreCase);
            }
        }
    }
}
