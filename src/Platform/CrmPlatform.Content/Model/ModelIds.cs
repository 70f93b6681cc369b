using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Model;

/// <summary>The form of ids. Types, parts and fields become names in the database, so they are stricter than the others.</summary>
internal static class ModelIds
{
    public const int MaxLength = 40;

    /// <summary>Letters and digits with single dots between them, beginning with a letter.</summary>
    public static void CheckName(string id, string where, string layer)
    {
        var fits = id.Length is > 0 and <= MaxLength
            && char.IsAsciiLetter(id[0])
            && id.All(c => c == '.' || char.IsAsciiLetterOrDigit(c))
            && !id.EndsWith('.')
            && !id.Contains("..", StringComparison.Ordinal);
        if (!fits)
        {
            throw ModelErrors.BadId.With(("id", id), ("where", where), ("layer", layer));
        }
    }

    /// <summary>Dashes and underscores too; may begin with a digit (choices, stages, views, roles).</summary>
    public static void CheckKey(string id, string where, string layer)
    {
        if (id.Length is 0 or > MaxLength || !id.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw ModelErrors.BadId.With(("id", id), ("where", where), ("layer", layer));
        }
    }

    public static void CheckLayer(Layer layer)
    {
        foreach (var type in layer.Types)
        {
            CheckName(type.Id, "type", layer.Id);
            CheckFields(type.Fields, $"type {type.Id}", layer.Id);
            CheckAll(type.Sections.Select(s => s.Id), $"section of {type.Id}", layer.Id);
            CheckAll(type.DuplicateKeys.Select(k => k.Id), $"duplicate key of {type.Id}", layer.Id);
        }

        foreach (var part in layer.Parts)
        {
            CheckName(part.Id, "part", layer.Id);
            CheckFields(part.Fields, $"part {part.Id}", layer.Id);
        }

        foreach (var pipeline in layer.Pipelines)
        {
            CheckKey(pipeline.Id, "pipeline", layer.Id);
            CheckAll(pipeline.Stages.Select(s => s.Id), $"stage of pipeline {pipeline.Id}", layer.Id);
            CheckAll(pipeline.LostReasons.Select(r => r.Id), $"lost reason of pipeline {pipeline.Id}", layer.Id);
            CheckAll(pipeline.WonReasons.Select(r => r.Id), $"won reason of pipeline {pipeline.Id}", layer.Id);
        }

        CheckAll(layer.Views.Select(v => v.Id), "view", layer.Id);
        CheckAll(layer.Roles.Select(r => r.Id), "role", layer.Id);
        CheckAll(layer.Navigation.Select(n => n.Id), "navigation", layer.Id);
    }

    private static void CheckFields(IReadOnlyList<FieldDefinition> fields, string owner, string layer)
    {
        foreach (var field in fields)
        {
            CheckName(field.Id, $"field of {owner}", layer);
            CheckAll(field.Choices.Select(c => c.Id), $"choice of {owner}.{field.Id}", layer);
        }
    }

    private static void CheckAll(IEnumerable<string> ids, string where, string layer)
    {
        foreach (var id in ids)
        {
            CheckKey(id, where, layer);
        }
    }
}
