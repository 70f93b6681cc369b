using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>The moves that a change makes: one now, or those of old data, at the instants it tells of.</summary>
internal static class StageMoves
{
    public static void Write(PendingChange pending, Pipeline pipeline, Stage stage, WriteContext context)
    {
        var samePipeline = pending.Before is not null
            && string.Equals(pending.Before["pipeline"] as string, pipeline.Id, StringComparison.OrdinalIgnoreCase);
        var from = samePipeline ? pipeline.Find(pending.Before!["stage"] as string)?.Id ?? pending.Before!["stage"] as string : null;
        var moves = new List<StageMoveRow>(1);
        foreach (var (passed, at) in Passed(pending, pipeline, stage, from, context))
        {
            moves.Add(Move(pending, pipeline, from, passed.Id, at));
            from = passed.Id;
        }

        var entered = EnteredAt(pending, stage, context) ?? context.Now;
        if (moves.Count > 0 && moves[^1].At > entered)
        {
            // Old data may have a record closed before it was begun; a stay is never shorter than nothing.
            entered = moves[^1].At;
        }

        moves.Add(Move(pending, pipeline, from, stage.Id, entered));
        pending.Moves = moves;
    }

    /// <summary>When old data says that the record came into its stage: by the stage, by its kind, or by the closing day.</summary>
    public static DateTimeOffset? EnteredAt(PendingChange pending, Stage stage, WriteContext context)
    {
        var entered = EnteredOf(pending);
        if (entered is not null && Find(entered, stage) is { } at)
        {
            return at;
        }

        if (stage.Kind == StageKind.Open || pending.Plan.Staged?.ClosedOn is not { } closedOn || !pending.Names(closedOn))
        {
            return null;
        }

        return pending.Value(closedOn.Id) switch
        {
            DateOnly day when day != context.Today => context.StartOf(day),
            DateTimeOffset instant => instant,
            _ => null,
        };
    }

    private static IReadOnlyDictionary<string, DateTimeOffset>? EnteredOf(PendingChange pending)
    {
        var entered = pending.Change switch
        {
            CreateChange create => create.Entered,
            UpdateChange update => update.Entered,
            _ => null,
        };
        return entered is { Count: > 0 } ? entered : null;
    }

    private static DateTimeOffset? Find(IReadOnlyDictionary<string, DateTimeOffset> entered, Stage stage)
    {
        foreach (var (name, at) in entered)
        {
            if (string.Equals(name, stage.Id, StringComparison.OrdinalIgnoreCase))
            {
                return at.ToUniversalTime();
            }
        }

        foreach (var (name, at) in entered)
        {
            if (stage.Kind != StageKind.Open && string.Equals(name, stage.Kind.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return at.ToUniversalTime();
            }
        }

        return null;
    }

    /// <summary>
    /// The stages on the way, in the order of their instants. Ends are not on the way: a file has one closing day for won and lost alike.
    /// </summary>
    private static List<(Stage Stage, DateTimeOffset At)> Passed(
        PendingChange pending, Pipeline pipeline, Stage target, string? from, WriteContext context)
    {
        if (EnteredOf(pending) is not { } entered)
        {
            return [];
        }

        var passed = new List<(Stage Stage, DateTimeOffset At)>(entered.Count);
        foreach (var (name, at) in entered)
        {
            if ((pipeline.Find(name) ?? OfKind(pipeline, name)) is not { } stage)
            {
                StageRules.RefuseStage(pending, pipeline, name, context);
            }
            else if (stage.Kind == StageKind.Open && stage != target && !string.Equals(stage.Id, from, StringComparison.OrdinalIgnoreCase) && !WasIn(pending, stage))
            {
                passed.Add((stage, at.ToUniversalTime()));
            }
        }

        passed.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Stage.Order.CompareTo(b.Stage.Order));
        return passed;
    }

    private static bool WasIn(PendingChange pending, Stage stage) =>
        pending.EarlierStages?.Contains(stage.Id) ?? false;

    private static Stage? OfKind(Pipeline pipeline, string name) =>
        Enum.TryParse<StageKind>(name, ignoreCase: true, out var kind) && kind != StageKind.Open
            ? pipeline.Stages.FirstOrDefault(s => s.Kind == kind)
            : null;

    private static StageMoveRow Move(PendingChange pending, Pipeline pipeline, string? from, string to, DateTimeOffset at) =>
        new(pending.Type.Id, pending.Id, pipeline.Id, from, to, at, 0, 0);
}
