using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Model;

/// <summary>Pipelines of staged types, and the choices that they give to their fields.</summary>
internal static class PipelineBuilder
{
    /// <summary>Pipelines whose type is there and staged, the default one of each type first.</summary>
    public static List<Layered<PipelineDefinition>> Draft(
        LayerStack stack, Dictionary<string, TypeDraft> types, List<DormantReference> dormant)
    {
        var drafts = new List<Layered<PipelineDefinition>>();
        foreach (var pipeline in stack.Pipelines)
        {
            var type = types.GetValueOrDefault(pipeline.Definition.Type ?? "");
            if (type is null)
            {
                dormant.Add(new DormantReference(pipeline.Layer, $"pipeline {pipeline.Definition.Id}", $"type {pipeline.Definition.Type}"));
            }
            else if (!type.Has(KnownParts.Staged))
            {
                dormant.Add(new DormantReference(
                    pipeline.Layer, $"pipeline {pipeline.Definition.Id}", $"part {KnownParts.Staged} of type {type.Definition.Id}"));
            }
            else
            {
                drafts.Add(pipeline with { Definition = pipeline.Definition with { Type = type.Definition.Id } });
            }
        }

        return [.. drafts.InOrder(p => p.Definition.Order).OrderBy(p => p.Definition.Default != true)];
    }

    public static List<Pipeline> Build(
        IReadOnlyList<Layered<PipelineDefinition>> drafts, IReadOnlyDictionary<string, ContentType> types, List<DormantReference> dormant)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var pipelines = new List<Pipeline>();
        foreach (var draft in drafts)
        {
            var definition = draft.Definition;
            var stages = StagesOf(definition).Select(s => Stage(s, draft, types[definition.Type!], dormant)).ToList();
            pipelines.Add(new Pipeline(
                definition.Id,
                definition.Type!,
                definition.Label ?? definition.Id,
                seen.Add(definition.Type!),
                stages,
                MovesOf(draft, dormant),
                ReasonsOf(definition.LostReasons),
                ReasonsOf(definition.WonReasons)));
        }

        return pipelines;
    }

    /// <summary>What a staged type's fields may hold: its pipelines, all their stages, all their reasons.</summary>
    public static IReadOnlyList<ChoiceDefinition>? ChoicesOf(string field, string type, IReadOnlyList<Layered<PipelineDefinition>> drafts)
    {
        var own = drafts.Select(d => d.Definition).Where(d => string.Equals(d.Type, type, StringComparison.OrdinalIgnoreCase));
        return field switch
        {
            StandardFields.Pipeline => [.. own.Select(p => new ChoiceDefinition { Id = p.Id, Label = p.Label })],
            StandardFields.Stage => [.. own.SelectMany(StagesOf).DistinctBy(s => s.Id, StringComparer.OrdinalIgnoreCase).Select(Choice)],
            StandardFields.LostReason => ReasonsOf(own.SelectMany(p => p.LostReasons.InOrder(r => r.Order))),
            StandardFields.WonReason => ReasonsOf(own.SelectMany(p => p.WonReasons.InOrder(r => r.Order))),
            _ => null,
        };
    }

    private static List<ChoiceDefinition> ReasonsOf(IReadOnlyList<ChoiceDefinition> reasons) => ReasonsOf(reasons.InOrder(r => r.Order));

    private static List<ChoiceDefinition> ReasonsOf(IEnumerable<ChoiceDefinition> ordered) =>
        [.. ordered.DistinctBy(r => r.Id, StringComparer.OrdinalIgnoreCase).OrderBy(r => r.Hidden == true)];

    private static IEnumerable<StageDefinition> StagesOf(PipelineDefinition pipeline) =>
        pipeline.Stages.InOrder(s => s.Order).OrderBy(s => s.Hidden == true);

    private static ChoiceDefinition Choice(StageDefinition stage) =>
        new() { Id = stage.Id, Label = stage.Label, Color = stage.Color, Hidden = stage.Hidden };

    private static Stage Stage(StageDefinition stage, Layered<PipelineDefinition> pipeline, ContentType type, List<DormantReference> dormant)
    {
        var requires = new List<string>();
        foreach (var id in stage.Requires ?? [])
        {
            if (type.Find(id) is { } field)
            {
                requires.Add(field.Id);
            }
            else
            {
                dormant.Add(new DormantReference(
                    pipeline.Layer, $"pipeline {pipeline.Definition.Id}, stage {stage.Id}, required field {id}", $"field {type.Id}.{id}"));
            }
        }

        var kind = stage.Kind ?? StageKind.Open;
        var probability = Math.Clamp(stage.Probability ?? (kind == StageKind.Won ? 100 : 0), 0, 100);
        return new Stage(
            stage.Id, stage.Label ?? (LocalizedText)stage.Id, kind, stage.Order ?? 0, probability, stage.RottingDays, stage.Color, requires, stage.Hidden == true);
    }

    private static List<StageMove>? MovesOf(Layered<PipelineDefinition> pipeline, List<DormantReference> dormant)
    {
        if (pipeline.Definition.Moves is not { } moves)
        {
            return null;
        }

        var stages = pipeline.Definition.Stages.Select(s => s.Id).Append("*").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var missing in moves.SelectMany(m => new[] { m.From, m.To }).Where(s => !stages.Contains(s)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            dormant.Add(new DormantReference(pipeline.Layer, $"pipeline {pipeline.Definition.Id}, moves", $"stage {missing}"));
        }

        return [.. moves.Where(m => stages.Contains(m.From) && stages.Contains(m.To))];
    }
}
