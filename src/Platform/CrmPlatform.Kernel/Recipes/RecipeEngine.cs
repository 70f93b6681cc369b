using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Tenants;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>Reads, validates and plans a recipe whole, and only then writes.</summary>
internal sealed class RecipeEngine(
    RecipeReader reader,
    RecipePlanner planner,
    TenantStates states,
    ITenantAccessor accessor,
    IServiceScopeFactory scopes) : IRecipes
{
    public Task<IReadOnlyList<RecipeManifest>> ListAsync(CancellationToken cancellationToken) => reader.ListAsync(cancellationToken);

    public async Task<Recipe> ReadAsync(string id, CancellationToken cancellationToken) => (await reader.ReadAsync(id, cancellationToken)).Recipe;

    public async Task<RecipePlan> PlanAsync(string id, CancellationToken cancellationToken)
    {
        var source = await reader.ReadAsync(id, cancellationToken);
        return Check(source, await StoredAsync(cancellationToken));
    }

    public async Task<RecipePlan> ApplyAsync(Actor actor, string id, bool withSamples, CancellationToken cancellationToken)
    {
        Demand(actor);
        var source = await reader.ReadAsync(id, cancellationToken);
        var plan = Check(source, await StoredAsync(cancellationToken));
        if (plan.Conflicts.Count > 0)
        {
            throw RecipeErrors.Contradiction.With(("recipe", source.Manifest.Id), ("conflicts", string.Join("; ", plan.Conflicts.Select(c => c.TrimEnd('.')))));
        }

        StoredTenantState? before = null;
        var changed = await states.ChangeAsync(accessor.Current, stored => Next((before = stored)!, source.Recipe), cancellationToken);
        var created = 0;
        try
        {
            created = withSamples ? await WithRecordsAsync(source, r => r.ApplyAsync(actor, source.Manifest.Id, source.Recipe.Records, cancellationToken)) : 0;
        }
        catch (UserError) when (changed)
        {
            // Whole or not at all: sample records that were refused take the layer back with them.
            await states.ChangeAsync(accessor.Current, now => RecipePlanner.Back(now!, before!, source.Recipe), cancellationToken);
            throw;
        }

        return created == 0 ? plan : plan with { Added = [.. plan.Added, .. Lines(source.Recipe.Records)] };
    }

    public async Task<RecipePlan> RemoveAsync(Actor actor, string id, bool withSamples, CancellationToken cancellationToken)
    {
        Demand(actor);
        var stored = await StoredAsync(cancellationToken);
        if (!stored.Recipes.Any(r => RecipePlanner.IsSame(r, id)))
        {
            throw RecipeErrors.NotApplied.With(("recipe", id), ("applied", string.Join(", ", stored.Recipes.Select(r => r.Id))));
        }

        var plan = planner.PlanRemoval(stored, id);
        if (withSamples)
        {
            // First, while the model still knows the recipe's own types.
            var source = await reader.ReadAsync(id, cancellationToken);
            var binned = await WithRecordsAsync(source, r => r.RemoveAsync(actor, source.Manifest.Id, source.Recipe.Records, cancellationToken));
            plan = binned == 0 ? plan : plan with { Removed = [.. plan.Removed, .. Lines(source.Recipe.Records)] };
        }

        await states.ChangeAsync(accessor.Current, s => RecipePlanner.Without(s!, id), cancellationToken);
        return plan;
    }

    public async Task<IReadOnlyList<string>> AppliedAsync(CancellationToken cancellationToken) =>
        [.. (await StoredAsync(cancellationToken)).Recipes.Select(r => r.Id)];

    /// <summary>The plan, after the sample records were checked against the model that they would meet.</summary>
    public RecipePlan Check(RecipeSource source, StoredTenantState stored)
    {
        var (plan, after) = planner.Plan(stored, source.Recipe);
        if (plan.Conflicts.Count == 0)
        {
            foreach (var (record, place) in source.Recipe.Records.Zip(source.Places))
            {
                CheckRecord(after, record, place);
            }
        }

        return plan;
    }

    private StoredTenantState? Next(StoredTenantState stored, Recipe recipe)
    {
        var next = RecipePlanner.With(stored, recipe);
        return planner.Differs(stored, next) ? next : null;
    }

    private async Task<StoredTenantState> StoredAsync(CancellationToken cancellationToken) =>
        await states.LoadStoredAsync(accessor.Current, cancellationToken)
        ?? throw TenantErrors.NotSetUp.With(("tenant", accessor.Current.Name));

    private async Task<int> WithRecordsAsync(RecipeSource source, Func<IRecipeRecords, Task<int>> work)
    {
        if (source.Recipe.Records.Count == 0)
        {
            return 0;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<IRecipeRecords>());
    }

    private static void CheckRecord(ContentModel model, RecipeRecord record, ItemPlace place)
    {
        if (model.Find(record.Type) is not { } type)
        {
            throw RecipeFile.At(RecipeErrors.UnknownType, place, ("type", record.Type), ("near", Ids.Nearest(record.Type, model.Types.Keys)));
        }

        if (record.Values.Keys.FirstOrDefault(f => type.Find(f) is null) is { } unknown)
        {
            throw RecipeFile.At(
                RecipeErrors.UnknownField, place, ("type", type.Id), ("field", unknown), ("near", Ids.Nearest(unknown, type.OrderedFields.Select(f => f.Id))));
        }
    }

    private static IEnumerable<string> Lines(IReadOnlyList<RecipeRecord> records) => records.Select(r => $"record {r.Type}/{r.Key}");

    private static void Demand(Actor actor)
    {
        if (!actor.Can(Permission.RecipesManage))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.RecipesManage));
        }
    }
}
