using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Recipes;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>A recipe while it is read: collects the items of all steps and checks their ids.</summary>
internal sealed class RecipeDraft(string recipe)
{
    private readonly List<TypeDefinition> _types = [];
    private readonly List<PartDefinition> _parts = [];
    private readonly List<PipelineDefinition> _pipelines = [];
    private readonly List<ViewDefinition> _views = [];
    private readonly List<RoleDefinition> _roles = [];
    private readonly List<NavigationDefinition> _navigation = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public List<(RecipeRecord Value, ItemPlace Place)> Records { get; } = [];

    public void Add(string step, RecipeFile file, JsonElement root)
    {
        switch (step)
        {
            case "types":
                AddItems(file.ReadItems<TypeDefinition>(root), _types, t => [t.Id, .. Ids(t.Fields), .. t.Sections.Select(s => s.Id), .. t.DuplicateKeys.Select(k => k.Id)]);
                break;
            case "parts":
                AddItems(file.ReadItems<PartDefinition>(root), _parts, p => [p.Id, .. Ids(p.Fields)]);
                break;
            case "pipelines":
                AddItems(file.ReadItems<PipelineDefinition>(root), _pipelines, p => [p.Id, .. p.Stages.Select(s => s.Id)], p => $"{p.Type}/{p.Id}");
                break;
            case "views":
                AddItems(file.ReadItems<ViewDefinition>(root), _views, v => [v.Id]);
                break;
            case "roles":
                AddItems(file.ReadItems<RoleDefinition>(root), _roles, r => [r.Id]);
                break;
            case "navigation":
                AddItems(file.ReadItems<NavigationDefinition>(root), _navigation, n => [n.Id]);
                break;
            default:
                AddRecords(file.ReadItems<RecipeRecord>(root));
                break;
        }
    }

    public Layer ToLayer() => new()
    {
        Id = recipe,
        Types = _types,
        Parts = _parts,
        Pipelines = _pipelines,
        Views = _views,
        Roles = _roles,
        Navigation = _navigation,
    };

    public static void CheckId(string id, ItemPlace place)
    {
        if (!Kernel.Modules.Ids.IsValid(id))
        {
            throw RecipeFile.At(RecipeErrors.BadId, place, ("id", id));
        }
    }

    private static IEnumerable<string> Ids(IEnumerable<FieldDefinition> fields) => fields.Select(f => f.Id);

    /// <param name="ids">The item's own id first, then those inside it, each kind unique.</param>
    /// <param name="identity">What makes two items the same; the id where absent.</param>
    private void AddItems<T>(IEnumerable<(T Value, ItemPlace Place)> items, List<T> target, Func<T, IReadOnlyList<string>> ids, Func<T, string>? identity = null)
    {
        foreach (var (value, place) in items)
        {
            var all = ids(value);
            foreach (var id in all)
            {
                CheckId(id, place);
            }

            if (!_seen.Add($"{typeof(T).Name} {identity?.Invoke(value) ?? all[0]}"))
            {
                throw RecipeFile.At(RecipeErrors.Duplicate, place);
            }

            target.Add(value);
        }
    }

    private void AddRecords(IEnumerable<(RecipeRecord Value, ItemPlace Place)> items)
    {
        foreach (var (record, place) in items)
        {
            if (string.IsNullOrWhiteSpace(record.Key))
            {
                throw RecipeFile.At(RecipeErrors.BadItem, place, ("reason", "a sample record needs a written-out \"key\"."));
            }

            if (!_seen.Add($"record {record.Type}/{record.Key}"))
            {
                throw RecipeFile.At(RecipeErrors.Duplicate, place);
            }

            Records.Add((record, place));
        }
    }
}
