using CrmPlatform.Content.Definitions;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Pipelines;

/// <summary>
/// The funnel of the database's figures: a record reached a stage when it was ever in it or in a later one, or was won.
/// </summary>
internal static class FunnelMath
{
    /// <param name="stages">In the order of the figures: lost stages, then open ones, then won.</param>
    public static Funnel Make(Pipeline pipeline, IReadOnlyList<Stage> stages, IReadOnlyList<StageFigures> figures)
    {
        var byStage = figures.ToDictionary(f => f.Stage, StringComparer.OrdinalIgnoreCase);
        var steps = new List<FunnelStage>();
        long? before = null;
        for (var i = 0; i < stages.Count; i++)
        {
            var stage = stages[i];
            var own = byStage.GetValueOrDefault(stage.Id);
            if (stage.Kind == StageKind.Lost || (stage.Hidden && own is null))
            {
                continue;
            }

            var first = steps.Count == 0;
            var reached = stage.Kind == StageKind.Won ? own?.Current ?? 0 : Reached(stages, first ? 0 : i, byStage);
            var mean = own is { CompletedStays: > 0 } ? TimeSpan.FromSeconds(own.SecondsInStage / own.CompletedStays) : (TimeSpan?)null;
            steps.Add(new FunnelStage(stage, reached, own?.Current ?? 0, before is > 0 ? (double)reached / before.Value : null, mean));
            before = stage.Kind == StageKind.Open ? reached : before;
        }

        return new Funnel(pipeline, steps, Current(StageKind.Won), Current(StageKind.Lost), Current(StageKind.Open));

        long Current(StageKind kind) => stages.Where(s => s.Kind == kind).Sum(s => byStage.GetValueOrDefault(s.Id)?.Current ?? 0);
    }

    /// <summary>Those whose furthest stage is this or a later one, and those that were won without passing it.</summary>
    private static long Reached(IReadOnlyList<Stage> stages, int index, Dictionary<string, StageFigures> byStage)
    {
        long reached = 0;
        for (var i = 0; i < stages.Count; i++)
        {
            if (byStage.TryGetValue(stages[i].Id, out var figures))
            {
                reached += i >= index ? figures.Furthest : figures.FurthestWon;
            }
        }

        return reached;
    }
}
