using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;
using CrmPlatform.Recipes;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>Tells two effective models apart, one line for each thing that is new, different or gone.</summary>
internal static class ModelDiff
{
    public static RecipePlan Compare(ContentModel before, ContentModel after)
    {
        var old = Index(before);
        var now = Index(after);
        return new RecipePlan(
            [.. now.Values.Where(e => !old.ContainsKey(e.Line) && e.IsNews(old)).Select(e => e.Line)],
            [.. now.Values.Where(e => old.TryGetValue(e.Line, out var was) && was.Print != e.Print).Select(e => e.Line)],
            [],
            [.. old.Values.Where(e => !now.ContainsKey(e.Line) && e.IsNews(now)).Select(e => e.Line)])
        {
            Before = before,
            After = after,
        };
    }

    private static Dictionary<string, Entry> Index(ContentModel model)
    {
        var index = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in EntriesOf(model))
        {
            index.TryAdd(entry.Line, entry);
        }

        return index;
    }

    private static IEnumerable<Entry> EntriesOf(ContentModel model) =>
    [
        .. model.Types.Values.OrderBy(t => t.Id, StringComparer.OrdinalIgnoreCase).SelectMany(OfType),
        .. model.Pipelines.SelectMany(OfPipeline),
        .. model.Views.Select(v => Entry.Of($"view {v.Id}", v)),
        .. model.Roles.Select(r => Entry.Of($"role {r.Id}", r)),
        .. model.Navigation.Select(n => Entry.Of($"navigation {n.Id}", n)),
    ];

    private static IEnumerable<Entry> OfType(ContentType type)
    {
        var line = $"type {type.Id}";
        return
        [
            Entry.Of(line, new { type.Icon, type.NameField, type.History, type.Internal, type.Description, type.Aliases }),
            Entry.Label($"label {type.Id}", type.Label, type.PluralLabel),
            .. type.Parts.Select(p => Entry.Of($"part {type.Id}.{p}", p, line)),
            .. type.Sections.Select(s => Entry.Of($"section {type.Id}/{s.Id}", s, line)),
            .. type.DuplicateKeys.Select(k => Entry.Of($"key {type.Id}/{k.Id}", new { fields = k.Fields.Select(f => f.Id), k.Unique, k.Label }, line)),
            .. type.OrderedFields.SelectMany(f => OfField(type, f)),
        ];
    }

    /// <summary>
    /// A part's fields come with the part; only what a layer changes of them is worth a line. The choices of a staged type's own
    /// fields are its pipelines and stages, which have lines of their own.
    /// </summary>
    private static IEnumerable<Entry> OfField(ContentType type, ContentField field)
    {
        var line = $"field {type.Id}.{field.Id}";
        var bare = field.Definition with { Label = null, Choices = [] };
        return
        [
            Entry.Of(line, bare, quiet: field.Part is not null),
            Entry.Label($"label {type.Id}.{field.Id}", field.Label),
            .. field.Part == KnownParts.Staged ? [] : field.Choices.Select(c => Entry.Of($"choice {type.Id}.{field.Id}/{c.Id}", c, line)),
        ];
    }

    private static IEnumerable<Entry> OfPipeline(Pipeline pipeline)
    {
        var path = $"{pipeline.Type}/{pipeline.Id}";
        return
        [
            Entry.Of($"pipeline {path}", new { pipeline.Default, pipeline.Moves }),
            Entry.Label($"label {path}", pipeline.Label),
            .. pipeline.Stages.Select(s => Entry.Of($"stage {path}/{s.Id}", s with { Label = "" })),
            .. pipeline.Stages.Select(s => Entry.Label($"label {path}/{s.Id}", s.Label)),
            .. pipeline.LostReasons.Select(r => Entry.Of($"lost reason {path}/{r.Id}", r, $"pipeline {path}")),
            .. pipeline.WonReasons.Select(r => Entry.Of($"won reason {path}/{r.Id}", r, $"pipeline {path}")),
        ];
    }

    /// <param name="Print">Equal for equal things.</param>
    /// <param name="Parent">The line that tells of this one too, where that is new or gone as a whole.</param>
    /// <param name="Quiet">Told only when it changes.</param>
    private sealed record Entry(string Line, string Print, string? Parent, bool Quiet)
    {
        public static Entry Of<T>(string line, T thing, string? parent = null, bool quiet = false) =>
            new(line, JsonSerializer.Serialize(thing, DefinitionJson.Options), parent, quiet);

        public static Entry Label(string line, params LocalizedText[] texts) => Of(line, texts, quiet: true);

        public bool IsNews(Dictionary<string, Entry> other) => !Quiet && (Parent is null || other.ContainsKey(Parent));
    }
}
