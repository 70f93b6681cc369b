using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// Keeps staged records right: pipeline and stage are known, the move is allowed, and what follows from the stage (outcome,
/// since when, probability, closing day) is kept.
/// </summary>
internal static class StageRules
{
    public static void Apply(PendingChange pending, WriteContext context)
    {
        if (pending.Plan.Staged is not { Stage: { } stageField } staged || context.Raw)
        {
            return;
        }

        if (FindPipeline(pending, staged, context) is not { } pipeline
            || FindStage(pending, stageField, pipeline, context) is not { } stage)
        {
            return;
        }

        var from = pending.Before is { } before && Same(before["pipeline"], pipeline.Id) ? pipeline.Find(before["stage"] as string) : null;
        var moved = pending.IsCreate || !Same(pending.Before!["pipeline"], pipeline.Id) || !Same(pending.Before["stage"], stage.Id);
        if (moved)
        {
            if (!MayMove(pending, stageField, pipeline, from, stage, context))
            {
                // What the stage asks for does not matter to a record that may not enter it.
                return;
            }

            StageMoves.Write(pending, pipeline, stage, context);
            Keep(pending, staged, stage);
            KeepClosing(pending, staged, stage, context);
        }

        CheckReasons(pending, staged, pipeline, stage, moved, context);
    }

    /// <summary>Fields that a stage asks for; looked at after guards, which may fill them.</summary>
    public static void CheckRequired(PendingChange pending, WriteContext context)
    {
        if (pending.Moves is null || context.Raw || context.Set.Options.SkipGates
            || context.Model.FindPipeline(pending.Type.Id, pending.Value("pipeline") as string)?.Find(pending.Value("stage") as string) is not { } stage)
        {
            return;
        }

        foreach (var required in stage.Requires)
        {
            // A required field of a feature that is off is dormant: nobody could fill it.
            if (pending.Plan.Find(required) is { } field && RequiredRules.IsEmpty(pending.Value(field.Id)))
            {
                context.Refuse(pending, GateErrors.StageRequires.For(field.Id, ("field", field.Field.Label), ("stage", stage.Label)));
            }
        }
    }

    private static Pipeline? FindPipeline(PendingChange pending, StagedFields staged, WriteContext context)
    {
        var asked = pending.Value("pipeline") as string;
        var pipeline = asked is null
            ? context.Model.PipelinesOf(pending.Type.Id).FirstOrDefault()
            : context.Model.FindPipeline(pending.Type.Id, asked);
        if (pipeline is not null)
        {
            pending.After![staged.Pipeline?.Id ?? "pipeline"] = pipeline.Id;
            return pipeline;
        }

        // A pipeline that is gone stays on its old records, as long as nobody chooses it anew.
        if (asked is not null && (pending.IsCreate || pending.Differs(staged.Pipeline!)))
        {
            context.Refuse(pending, GateErrors.UnknownPipeline.For(
                "pipeline", ("type", pending.Type.Label), ("pipeline", asked), ("known", Join(context.Model.PipelinesOf(pending.Type.Id).Select(p => p.Id)))));
        }

        return null;
    }

    private static Stage? FindStage(PendingChange pending, PlannedField stageField, Pipeline pipeline, WriteContext context)
    {
        var asked = pending.Value("stage") as string;
        var changesPipeline = !pending.IsCreate && !Same(pending.Before!["pipeline"], pipeline.Id);
        if (asked is null || (changesPipeline && !pending.Names(stageField) && pipeline.Find(asked) is null))
        {
            var first = pipeline.Stages.FirstOrDefault(s => s.Kind == StageKind.Open && !s.Hidden) ?? (pipeline.Stages.Count == 0 ? null : pipeline.Stages[0]);
            pending.After!["stage"] = first?.Id;
            return first;
        }

        var chosen = pending.IsCreate || changesPipeline || pending.Differs(stageField);
        var stage = pipeline.Find(asked);
        if (stage is null || (chosen && stage.Hidden && !context.Set.Options.SkipGates))
        {
            if (chosen)
            {
                RefuseStage(pending, pipeline, asked, context);
            }

            return chosen ? null : stage;
        }

        pending.After!["stage"] = stage.Id;
        return stage;
    }

    public static void RefuseStage(PendingChange pending, Pipeline pipeline, string asked, WriteContext context) =>
        context.Refuse(pending, GateErrors.UnknownStage.For(
            "stage", ("pipeline", pipeline.Label), ("stage", asked), ("known", Join(pipeline.Stages.Where(s => !s.Hidden).Select(s => s.Id)))));

    private static bool MayMove(PendingChange pending, PlannedField stageField, Pipeline pipeline, Stage? from, Stage to, WriteContext context)
    {
        if (from is null || context.Set.Options.SkipGates || pipeline.Allows(from.Id, to.Id))
        {
            return true;
        }

        var allowed = pipeline.Stages.Where(s => !s.Hidden && s != from && pipeline.Allows(from.Id, s.Id)).Select(s => s.Label);
        context.Refuse(pending, GateErrors.MoveNotAllowed.For(
            stageField.Id, ("from", from.Label), ("to", to.Label), ("allowed", LocalizedText.Join(", ", allowed))));
        return false;
    }

    private static void Keep(PendingChange pending, StagedFields staged, Stage stage)
    {
        var since = pending.Moves![^1].At;
        var after = pending.After!;
        Set(after, staged.Outcome, stage.Kind switch { StageKind.Won => "won", StageKind.Lost => "lost", _ => "open" });
        Set(after, staged.StageSince, since);
        if (staged.Probability is { } probability && !pending.Names(probability))
        {
            after[probability.Id] = probability.Field.Type == FieldTypes.Integer ? (long)stage.Probability : (decimal)stage.Probability;
        }
    }

    private static void KeepClosing(PendingChange pending, StagedFields staged, Stage stage, WriteContext context)
    {
        if (staged.ClosedOn is { } closedOn)
        {
            if (stage.Kind == StageKind.Open)
            {
                pending.After![closedOn.Id] = null;
            }
            else if (!pending.Names(closedOn) || pending.Value(closedOn.Id) is null)
            {
                var at = StageMoves.EnteredAt(pending, stage, context) ?? context.Now;
                pending.After![closedOn.Id] = closedOn.Field.Type == FieldTypes.Date ? context.DayOf(at) : at;
            }
        }

        ForgetReason(pending, staged.LostReason, stage.Kind == StageKind.Lost);
        ForgetReason(pending, staged.WonReason, stage.Kind == StageKind.Won);
    }

    private static void ForgetReason(PendingChange pending, PlannedField? reason, bool holds)
    {
        if (!holds && reason is not null && !pending.Names(reason))
        {
            pending.After![reason.Id] = null;
        }
    }

    private static void CheckReasons(PendingChange pending, StagedFields staged, Pipeline pipeline, Stage stage, bool moved, WriteContext context)
    {
        CheckReason(pending, staged.WonReason, pipeline.WonReasons, context);
        CheckReason(pending, staged.LostReason, pipeline.LostReasons, context);
        if (staged.LostReason is not { } field || pipeline.LostReasons.Count == 0 || pending.Value(field.Id) is string)
        {
            return;
        }

        var emptied = moved || (pending.Names(field) && pending.Differs(field));
        if (stage.Kind == StageKind.Lost && emptied && !context.Set.Options.SkipGates)
        {
            context.Refuse(pending, GateErrors.LostReasonRequired.For(field.Id, ("stage", stage.Label)));
        }
    }

    private static void CheckReason(PendingChange pending, PlannedField? field, IReadOnlyList<ChoiceDefinition> reasons, WriteContext context)
    {
        if (field is null || reasons.Count == 0 || pending.Value(field.Id) is not string asked)
        {
            return;
        }

        var known = reasons.FirstOrDefault(r => string.Equals(r.Id, asked, StringComparison.OrdinalIgnoreCase));
        if (known is not null)
        {
            pending.After![field.Id] = known.Id;
        }
        else if (pending.IsCreate || pending.Differs(field))
        {
            context.Refuse(pending, GateErrors.UnknownLostReason.For(
                field.Id, ("reason", asked), ("known", Join(reasons.Where(r => r.Hidden != true).Select(r => r.Id)))));
        }
    }

    private static void Set(Dictionary<string, object?> after, PlannedField? field, object? value)
    {
        if (field is not null)
        {
            after[field.Id] = value;
        }
    }

    private static bool Same(object? value, string id) => string.Equals(value as string, id, StringComparison.OrdinalIgnoreCase);

    private static string Join(IEnumerable<string> ids) => string.Join(", ", ids);
}
