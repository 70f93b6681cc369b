using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

public sealed record FeaturesData(IReadOnlyList<(FeatureManifest Feature, bool Enabled)> Features, Func<string, string> NameOf);

/// <summary>A feature, what it adds, what would be switched on with it, and what keeps it from being switched off.</summary>
public sealed record FeatureData(FeatureDescriptor Feature, bool Enabled, IReadOnlyList<FeatureDescriptor> With, IReadOnlyList<FeatureDescriptor> NeededBy, IReadOnlyList<(string Kind, IReadOnlyList<string> Names)> Adds);

public sealed record RecipesData(IReadOnlyList<RecipeManifest> Recipes, IReadOnlyList<string> Applied);

public sealed record RecipeData(RecipeManifest Recipe, bool IsApplied, RecipePlan? Plan, int Samples, string? Error);

public sealed record HealthData(IReadOnlyList<SetAsideModule> SetAside, IReadOnlyList<ModuleDescriptor> Modules);

/// <summary>Features, recipes and health, for administrators.</summary>
internal static class AdminPages
{
    public static async Task<IResult> FeaturesAsync(PageContext page)
    {
        Writing.Demand(page, Permission.FeaturesManage);
        var features = await page.Services.GetRequiredService<IFeatures>().ListAsync(page.Aborted);
        var names = features.ToDictionary(f => f.Feature.Id, f => page.L(f.Feature.Name, f.Feature.Id), StringComparer.OrdinalIgnoreCase);
        return page.View<FeaturesPage>(new FeaturesData(features, id => names.GetValueOrDefault(id, id)));
    }

    public static async Task<IResult> FeatureAsync(PageContext page)
    {
        Writing.Demand(page, Permission.FeaturesManage);
        var catalog = page.Services.GetRequiredService<IFeatureCatalog>();
        var feature = catalog.Find(Route(page, "feature")) ?? throw PlatformErrors.NotFound.With(("type", page.T("admin.feature")), ("id", Route(page, "feature")));
        var with = catalog.WithDependencies([feature.Id]);
        var added = catalog.Features.Where(f => with.Contains(f.Id) && !page.State.Features.Contains(f.Id) && f != feature).ToList();
        var needing = catalog.Features.Where(f => f != feature && page.State.Features.Contains(f.Id) && catalog.WithDependencies([f.Id]).Contains(feature.Id)).ToList();
        return page.View<FeaturePage>(new FeatureData(feature, page.State.Features.Contains(feature.Id), added, needing, FeatureAdds.Of(page, feature)));
    }

    public static async Task<IResult> SwitchAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var features = page.Services.GetRequiredService<IFeatures>();
        var id = Route(page, "feature");
        try
        {
            var switched = form["on"] == "true"
                ? await features.EnableAsync(page.Actor, [id], page.Aborted)
                : await features.DisableAsync(page.Actor, id, page.Aborted);
            return page.Go("/admin", new Flash(page.Plural(form["on"] == "true" ? "flash.features-on" : "flash.features-off", switched.Count)));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.Go("/admin", new Flash(page.T(error), Bad: true));
        }
    }

    public static async Task<IResult> RecipesAsync(PageContext page)
    {
        Writing.Demand(page, Permission.RecipesManage);
        var recipes = page.Services.GetRequiredService<IRecipes>();
        return page.View<RecipesPage>(new RecipesData(await recipes.ListAsync(page.Aborted), await recipes.AppliedAsync(page.Aborted)));
    }

    /// <summary>The plan, before anything is applied.</summary>
    public static async Task<IResult> RecipeAsync(PageContext page)
    {
        Writing.Demand(page, Permission.RecipesManage);
        var recipes = page.Services.GetRequiredService<IRecipes>();
        var id = Route(page, "recipe");
        var recipe = await recipes.ReadAsync(id, page.Aborted);
        var applied = (await recipes.AppliedAsync(page.Aborted)).Contains(id, StringComparer.OrdinalIgnoreCase);
        try
        {
            return page.View<RecipePage>(new RecipeData(recipe.Manifest, applied, await recipes.PlanAsync(id, page.Aborted), recipe.Records.Count, null));
        }
        catch (UserError error)
        {
            return page.View<RecipePage>(new RecipeData(recipe.Manifest, applied, null, recipe.Records.Count, page.T(error)));
        }
    }

    public static async Task<IResult> ApplyRecipeAsync(PageContext page)
    {
        Writing.Demand(page, Permission.RecipesManage);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var recipes = page.Services.GetRequiredService<IRecipes>();
        var samples = form["samples"] == "true";
        var id = Route(page, "recipe");
        try
        {
            var remove = form["remove"] == "true";
            _ = remove
                ? await recipes.RemoveAsync(page.Actor, id, samples, page.Aborted)
                : await recipes.ApplyAsync(page.Actor, id, samples, page.Aborted);
            return page.Go("/admin/recipes", new Flash(page.T(remove ? "flash.recipe-removed" : "flash.recipe-applied")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.Go($"/admin/recipes/{id}", new Flash(page.T(error), Bad: true));
        }
    }

    public static Task<IResult> HealthAsync(PageContext page)
    {
        Writing.Demand(page, Permission.FeaturesManage);
        var data = new HealthData(
            page.Services.GetRequiredService<ISetAsideModules>().All,
            page.Services.GetRequiredService<IFeatureCatalog>().Modules);
        return Task.FromResult<IResult>(page.View<HealthPage>(data));
    }

    private static string Route(PageContext page, string name) => page.Request.RouteValues[name] as string ?? "";
}
