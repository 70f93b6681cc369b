using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>What an undo does besides putting values back: the stage moves of the act go, as if it had never been.</summary>
internal static class UndoRules
{
    public static async ValueTask RestoreMovesAsync(IReadOnlyList<PendingChange> wave, WriteContext context, CancellationToken cancellationToken)
    {
        if (!context.Raw)
        {
            return;
        }

        foreach (var change in wave)
        {
            if (change.IsUpdate && change.Plan.Staged is { Stage: { } stage } && change.Differs(stage))
            {
                await RestoreAsync(change, stage, context, cancellationToken);
            }
        }
    }

    private static async ValueTask RestoreAsync(PendingChange change, PlannedField stage, WriteContext context, CancellationToken cancellationToken)
    {
        var tables = context.Session.Tables;
        await tables.RemoveStageMovesAsync(change.Type.Id, [change.Id], context.Request.UndoneAct, cancellationToken);
        if (change.Value("pipeline") is not string pipeline || change.Value(stage.Id) is not string to)
        {
            return;
        }

        // An undo removed the move that its own undo has to tell of again.
        var moves = await tables.StageMovesOfAsync(change.Type.Id, change.Id, cancellationToken);
        var last = moves.OrderBy(m => m.At).LastOrDefault();
        if (last is null || !string.Equals(last.ToStage, to, StringComparison.OrdinalIgnoreCase) || !string.Equals(last.Pipeline, pipeline, StringComparison.OrdinalIgnoreCase))
        {
            var at = change.Value("stageSince") as DateTimeOffset? ?? context.Now;
            var from = string.Equals(last?.Pipeline, pipeline, StringComparison.OrdinalIgnoreCase) ? last?.ToStage : null;
            change.Moves = [new StageMoveRow(change.Type.Id, change.Id, pipeline, from, to, at, 0, 0)];
        }
    }
}
