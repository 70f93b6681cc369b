using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Tenants;
using CrmPlatform.Recipes;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>Says what applying or removing a recipe would do to a tenant's state, without doing it.</summary>
internal sealed class RecipePlanner(FeatureCatalog catalog, StateBodies bodies)
{
    /// <summary>The state with the recipe's features on and its layer in its place: where it was, or last.</summary>
    public static StoredTenantState With(StoredTenantState stored, Recipe recipe)
    {
        var applied = new AppliedRecipe(recipe.Manifest.Id, recipe.Manifest.Version, recipe.Layer);
        var known = stored.Recipes.Any(r => IsSame(r, applied.Id));
        return WithFeatures(stored, recipe.Manifest.Features) with
        {
            Recipes = known ? [.. stored.Recipes.Select(r => IsSame(r, applied.Id) ? applied : r)] : [.. stored.Recipes, applied],
        };
    }

    public static StoredTenantState Without(StoredTenantState stored, string recipe) =>
        stored with { Recipes = [.. stored.Recipes.Where(r => !IsSame(r, recipe))] };

    /// <summary>Takes back what <see cref="With"/> did to a state, and nothing that others did since.</summary>
    public static StoredTenantState Back(StoredTenantState now, StoredTenantState before, Recipe recipe)
    {
        var former = before.Recipes.FirstOrDefault(r => IsSame(r, recipe.Manifest.Id));
        return now with
        {
            Features = [.. now.Features.Except(recipe.Manifest.Features.Except(before.Features, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)],
            Recipes = [.. now.Recipes.Select(r => IsSame(r, recipe.Manifest.Id) ? former : r).OfType<AppliedRecipe>()],
        };
    }

    public static bool IsSame(AppliedRecipe applied, string recipe) => string.Equals(applied.Id, recipe, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the state would be another.</summary>
    public bool Differs(StoredTenantState stored, StoredTenantState next) =>
        !catalog.WithDependencies(stored.Features).SetEquals(catalog.WithDependencies(next.Features))
        || JsonSerializer.Serialize(stored.Recipes, DefinitionJson.Options) != JsonSerializer.Serialize(next.Recipes, DefinitionJson.Options);

    public void CheckFeatures(RecipeManifest manifest)
    {
        if (manifest.Features.FirstOrDefault(f => catalog.Find(f) is null) is { } missing)
        {
            throw RecipeErrors.MissingFeature.With(("recipe", manifest.Id), ("feature", missing));
        }
    }

    /// <summary>What applying would do, and the model after it: of what fits when there are conflicts.</summary>
    public (RecipePlan Plan, ContentModel After) Plan(StoredTenantState stored, Recipe recipe)
    {
        CheckFeatures(recipe.Manifest);
        // What the features bring is told by their names; the lines are what the recipe itself changes.
        var ground = WithFeatures(stored, recipe.Manifest.Features);
        var switched = catalog.WithDependencies(ground.Features).Except(catalog.WithDependencies(stored.Features), StringComparer.OrdinalIgnoreCase);
        var (after, conflicts) = Build(ground, recipe);
        var plan = ModelDiff.Compare(bodies.Build(ground), after);
        return (plan with
        {
            Added = [.. catalog.Features.Select(f => f.Id).Where(switched.Contains).Select(f => $"feature {f}"), .. plan.Added],
            Conflicts = conflicts,
            Dormant = [.. Waiting(after, recipe).Except(conflicts, StringComparer.Ordinal)],
        }, after);
    }

    public RecipePlan PlanRemoval(StoredTenantState stored, string recipe) =>
        ModelDiff.Compare(bodies.Build(stored), bodies.Build(Without(stored, recipe)));

    private static StoredTenantState WithFeatures(StoredTenantState stored, IReadOnlyList<string> features) =>
        stored with { Features = [.. stored.Features.Union(features, StringComparer.OrdinalIgnoreCase)] };

    private (ContentModel After, IReadOnlyList<string> Conflicts) Build(StoredTenantState ground, Recipe recipe)
    {
        try
        {
            var after = bodies.Build(With(ground, recipe));
            return (after, [.. Broken(after, recipe)]);
        }
        catch (UserError contradiction)
        {
            var (fitting, conflicts) = TakeApart(ground, recipe);
            return fitting is not null && conflicts.Count > 0
                ? (fitting, conflicts)
                : (bodies.Build(Without(ground, recipe.Manifest.Id)), [contradiction.Message]);
        }
    }

    /// <summary>
    /// What the recipe itself defines and the model had to leave out. What it says of things that are absent now lies dormant
    /// and may come to life; a type without its name field and a move to a stage that nobody has cannot.
    /// </summary>
    private static IEnumerable<string> Broken(ContentModel after, Recipe recipe)
    {
        var defined = recipe.Layer.Types.Where(t => t.Label is not null).Select(t => "type " + t.Id);
        var moves = recipe.Layer.Pipelines.Where(p => p.Moves is not null).Select(p => $"pipeline {p.Id}, moves");
        var own = defined.Concat(moves).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return after.Dormant.Where(d => own.Contains(d.Where)).Select(Line);
    }

    private static IEnumerable<string> Waiting(ContentModel after, Recipe recipe) =>
        after.Dormant.Where(d => string.Equals(d.Layer, recipe.Layer.Id, StringComparison.OrdinalIgnoreCase)).Select(Line);

    private static string Line(DormantReference dormant) => $"{dormant.Where}: there is no {dormant.Missing}";

    /// <summary>Tries each field by itself, so that every contradiction is named and the rest can still be planned.</summary>
    private (ContentModel? Fitting, IReadOnlyList<string> Conflicts) TakeApart(StoredTenantState ground, Recipe recipe)
    {
        var conflicts = new List<string>();
        var types = new List<TypeDefinition>();
        foreach (var type in recipe.Layer.Types)
        {
            var fitting = new List<FieldDefinition>();
            foreach (var field in type.Fields)
            {
                var alone = recipe with { Layer = new Layer { Id = recipe.Layer.Id, Types = [new TypeDefinition { Id = type.Id, Fields = [field] }] } };
                if (TryBuild(ground, alone, out var reason) is not null)
                {
                    fitting.Add(field);
                }
                else
                {
                    conflicts.Add($"field {type.Id}.{field.Id}: {reason}");
                }
            }

            types.Add(type with { Fields = fitting });
        }

        return (TryBuild(ground, recipe with { Layer = recipe.Layer with { Types = types } }, out _), conflicts);
    }

    private ContentModel? TryBuild(StoredTenantState ground, Recipe recipe, out string? reason)
    {
        try
        {
            reason = null;
            return bodies.Build(With(ground, recipe));
        }
        catch (UserError contradiction)
        {
            reason = contradiction.Message;
            return null;
        }
    }
}
