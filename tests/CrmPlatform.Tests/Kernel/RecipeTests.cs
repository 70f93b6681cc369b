using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

/// <summary>The recipe engine over the real modules and the real model; state and records in memory.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crm-recipes-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_recipes_of_the_house_are_listed()
    {
        await using var kernel = Kernel(Repository.Recipes);
        var list = await kernel.Get<IRecipes>().ListAsync(Stop);
        Assert.Superset(new HashSet<string> { "b2b-sales", "windows-installation" }, list.Select(r => r.Id).ToHashSet());
    }

    [Theory]
    [InlineData("b2b-sales")]
    [InlineData("windows-installation")]
    public async Task Applying_twice_changes_nothing_and_removing_leaves_nothing(string recipe)
    {
        await using var kernel = Kernel(Repository.Recipes);
        kernel.States.Put("default", TestKernel.With());
        var recipes = kernel.Get<IRecipes>();
        var source = await recipes.ReadAsync(recipe, Stop);
        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, source.Manifest.Features, Stop);
        var before = (await kernel.Get<ITenantStates>().GetAsync(Stop)).Model.Hash;

        var done = await recipes.ApplyAsync(TestKernel.Admin, recipe, withSamples: true, Stop);
        Assert.NotEmpty(done.Added);
        Assert.Equal(source.Records.Count, kernel.Records.All.Count);
        var saves = kernel.States.Saves;

        Assert.True((await recipes.PlanAsync(recipe, Stop)).IsEmpty);
        Assert.True((await recipes.ApplyAsync(TestKernel.Admin, recipe, withSamples: true, Stop)).IsEmpty);
        Assert.Equal((saves, 1), (kernel.States.Saves, kernel.Records.Acts));
        Assert.Equal([recipe], await recipes.AppliedAsync(Stop));

        var removed = await recipes.RemoveAsync(TestKernel.Admin, recipe, withSamples: true, Stop);
        Assert.NotEmpty(removed.Removed);
        Assert.Empty(kernel.Records.All);
        Assert.Empty(await recipes.AppliedAsync(Stop));
        Assert.Equal(before, (await kernel.Get<ITenantStates>().GetAsync(Stop)).Model.Hash);
    }

    [Fact]
    public async Task The_plan_says_in_lines_what_would_come()
    {
        await using var kernel = Kernel(Repository.Recipes);
        kernel.States.Put("default", TestKernel.With());
        var plan = await kernel.Get<IRecipes>().PlanAsync("windows-installation", Stop);
        Assert.StartsWith("feature ", plan.Added[0], StringComparison.Ordinal);
        Assert.Contains("feature Crm.Organization", plan.Added);
        Assert.Contains("feature Crm.Pipeline", plan.Added);
        Assert.Contains("type MeasurementVisit", plan.Added);
        Assert.Contains("field Deal.openingWidth", plan.Added);
        Assert.Contains("stage Deal/windows/quote", plan.Added);
        Assert.Contains("view visits.upcoming", plan.Added);
        Assert.Contains("navigation visits", plan.Added);
        Assert.Contains("label Deal", plan.Changed);
        Assert.DoesNotContain(plan.Added.Concat(plan.Changed), l => l.StartsWith("choice Deal.stage/", StringComparison.Ordinal) || l.StartsWith("choice Deal.pipeline/", StringComparison.Ordinal));
        Assert.Empty(plan.Conflicts);
        Assert.Empty(plan.Dormant);
        Assert.Empty(plan.Removed);
        Assert.Equal(0, kernel.States.Saves);
    }

    [Fact]
    public async Task Another_storage_shape_is_a_conflict_and_nothing_is_applied()
    {
        Recipe("""{ "step": "types", "file": "types.json" }""", ("types.json", """{ "items": [ { "id": "Deal", "fields": [ { "id": "amount", "type": "Text" }, { "id": "extra", "type": "Integer" } ] } ] }"""));
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With("Crm.Pipeline"));
        var recipes = kernel.Get<IRecipes>();
        var plan = await recipes.PlanAsync("mine", Stop);
        Assert.StartsWith("field Deal.amount: ", Assert.Single(plan.Conflicts), StringComparison.Ordinal);
        Assert.Contains("field Deal.extra", plan.Added);
        var stamp = kernel.States["default"].Stamp;
        var error = await Assert.ThrowsAsync<UserError>(() => recipes.ApplyAsync(TestKernel.Admin, "mine", false, Stop));
        Assert.Equal("recipe.contradiction", error.Id);
        Assert.DoesNotContain("..", error.Message, StringComparison.Ordinal);
        Assert.Equal(stamp, kernel.States["default"].Stamp);
        Assert.Empty(await recipes.AppliedAsync(Stop));
    }

    [Fact]
    public async Task What_a_recipe_defines_and_cannot_come_to_life_is_a_conflict()
    {
        Recipe(
            """{ "step": "types", "file": "types.json" }, { "step": "pipelines", "file": "pipelines.json" }""",
            ("types.json", """{ "items": [ { "id": "Nameless", "label": "Nameless", "fields": [ { "id": "size", "type": "Integer" } ] } ] }"""),
            ("pipelines.json", """{ "items": [ { "id": "sales", "type": "Deal", "moves": [ ["prospecting", "nowhere"] ] } ] }"""));
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With("Crm.Pipeline"));

        var plan = await kernel.Get<IRecipes>().PlanAsync("mine", Stop);

        Assert.Collection(
            plan.Conflicts.Order(StringComparer.Ordinal),
            moves => Assert.Contains("nowhere", moves, StringComparison.Ordinal),
            type => Assert.Contains("Nameless.name", type, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipeline_of_a_type_that_is_not_there_waits_for_it()
    {
        Recipe("""{ "step": "pipelines", "file": "p.json" }""", ("p.json", """{ "items": [ { "id": "repairs", "type": "Repair", "stages": [ { "id": "new" } ] } ] }"""));
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With("Crm.Pipeline"));
        var plan = await kernel.Get<IRecipes>().PlanAsync("mine", Stop);
        Assert.Equal(["pipeline repairs: there is no type Repair"], plan.Dormant);
        Assert.Empty(plan.Conflicts);
        await kernel.Get<IRecipes>().ApplyAsync(TestKernel.Admin, "mine", false, Stop);
        Assert.Contains((await kernel.Get<ITenantStates>().GetAsync(Stop)).Model.Dormant, d => d.Missing == "type Repair");
    }

    [Fact]
    public async Task A_newer_version_takes_the_place_of_the_older()
    {
        Recipe("""{ "step": "types", "file": "types.json" }""", ("types.json", """{ "items": [ { "id": "Card", "nameField": "b", "fields": [ { "id": "a", "type": "Text" }, { "id": "b", "type": "Text" } ] } ] }"""));
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With());
        var recipes = kernel.Get<IRecipes>();
        await recipes.ApplyAsync(TestKernel.Admin, "mine", false, Stop);
        Recipe("""{ "step": "types", "file": "types.json" }""", ("types.json", """{ "items": [ { "id": "Card", "nameField": "b", "fields": [ { "id": "b", "type": "Text", "label": "B!" }, { "id": "c", "type": "Text" } ] } ] }"""));
        var plan = await recipes.ApplyAsync(TestKernel.Admin, "mine", false, Stop);
        Assert.Equal(["field Card.c"], plan.Added);
        Assert.Equal(["label Card.b"], plan.Changed);
        Assert.Equal(["field Card.a"], plan.Removed);
        Assert.Single(kernel.States["default"].Recipes);
    }

    [Theory]
    [InlineData("""{ "step": "typos", "file": "types.json" }""", "{}", "recipe.unknown-step", "recipe.json", "typos")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "Card", "fields": [ { "id": "a", "typ": "Text" } ] } ] }""", "recipe.unknown-key", "types.json", "item 1 (Card)", "\"typ\"", "fields[0]")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "itens": [] }""", "recipe.unknown-key", "types.json", "\"itens\"")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "Card" """, "recipe.bad-file", "types.json", "step types")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "Card", "fields": [ null ] } ] }""", "recipe.bad-item", "item 1 (Card)", "null")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "Card", "history": "partly" } ] }""", "recipe.bad-item", "item 1 (Card)")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "1st card" } ] }""", "recipe.bad-id", "1st card")]
    [InlineData("""{ "step": "types", "file": "types.json" }""", """{ "items": [ { "id": "Card" }, { "id": "card" } ] }""", "recipe.duplicate-item", "item 2 (card)")]
    [InlineData("""{ "step": "views", "file": "types.json" }""", """{ "items": [ { "id": "v", "where": { "field": "a", "op": "is" } } ] }""", "recipe.bad-item", "item 1 (v)", "\"is\"")]
    [InlineData("""{ "step": "records", "file": "types.json" }""", """{ "items": [ { "type": "Dael", "key": "k", "values": {} } ] }""", "recipe.unknown-type", "item 1 (Dael k)", "Deal")]
    [InlineData("""{ "step": "records", "file": "types.json" }""", """{ "items": [ { "type": "Deal", "key": "k", "values": { "amonut": 1 } } ] }""", "recipe.unknown-field", "item 1 (Deal k)", "amount")]
    [InlineData("""{ "step": "types", "file": "../types.json" }""", "{}", "recipe.missing-file", "../types.json")]
    [InlineData("""{ "step": "types", "file": "other.json" }""", "{}", "recipe.missing-file", "other.json")]
    [InlineData("""{ "step": "pipelines", "file": "types.json" }""", """{ "items": [ { "type": "Deal" } ] }""", "recipe.missing-key", "types.json", "step pipelines", "item 1 (Deal)", "\"id\"")]
    [InlineData("""{ "file": "types.json" }""", "{}", "recipe.missing-key", "recipe.json", "\"step\"", "$.steps[0]")]
    [InlineData("""{ "step": "types", "file": 5 }""", "{}", "recipe.bad-item", "recipe.json", "$.steps[0].file")]
    [InlineData("""{ "step": "types", "file": "types.json", "when": 1 }""", "{}", "recipe.unknown-key", "recipe.json", "\"when\"")]
    public async Task A_mistake_names_file_step_and_item(string step, string content, string id, params string[] named)
    {
        Recipe(step, ("types.json", content));
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With("Crm.Pipeline"));
        var error = await Assert.ThrowsAsync<UserError>(() => kernel.Get<IRecipes>().ApplyAsync(TestKernel.Admin, "mine", true, Stop));
        Assert.Equal(id, error.Id);
        Assert.All(named, n => Assert.Contains(n, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("CrmPlatform.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, kernel.States.Saves);
        Assert.Empty(kernel.Records.All);
    }

    [Fact]
    public async Task An_unknown_recipe_and_an_unknown_feature_say_so()
    {
        WriteRecipe("", "\"Gone.Feature\"");
        await using var kernel = Kernel(_folder.FullName);
        kernel.States.Put("default", TestKernel.With());
        var recipes = kernel.Get<IRecipes>();
        Assert.Equal("recipe.not-found", (await Assert.ThrowsAsync<UserError>(() => recipes.PlanAsync("yours", Stop))).Id);
        Assert.Equal("recipe.missing-feature", (await Assert.ThrowsAsync<UserError>(() => recipes.PlanAsync("mine", Stop))).Id);
        Assert.Equal("recipe.not-applied", (await Assert.ThrowsAsync<UserError>(() => recipes.RemoveAsync(TestKernel.Admin, "mine", false, Stop))).Id);
    }

    [Fact]
    public async Task A_set_up_that_was_killed_goes_on_where_it_stopped()
    {
        await using var kernel = Kernel(Repository.Recipes);
        var created = kernel.Tenants.Add("default", TenantStatus.Created);
        var setup = kernel.Get<ITenantSetup>();
        var settings = TenantSettings.Default with { BaseCurrency = "" };
        await Assert.ThrowsAsync<TimeoutException>(() => setup.SetUpAsync(
            created, TestKernel.Admin, settings, "windows-installation", true, _ => throw new TimeoutException("killed"), Stop));
        Assert.Equal(TenantStatus.Created, (await kernel.Tenants.FindAsync("default", Stop))!.State);

        var accounts = 0;
        var open = await setup.SetUpAsync(created, TestKernel.Admin, settings, "windows-installation", true, _ => Task.FromResult(accounts++), Stop);
        Assert.Equal((TenantStatus.Running, 1, 1), (open.State, accounts, kernel.Records.Acts));
        Assert.Equal("RUB", kernel.States["default"].Settings.BaseCurrency);
        Assert.Equal("tenant.already-set-up", (await Assert.ThrowsAsync<UserError>(() => setup.SetUpAsync(open, TestKernel.Admin, settings, null, false, null, Stop))).Id);
    }

    [Fact]
    public async Task A_set_up_with_a_broken_recipe_or_setting_writes_nothing()
    {
        Recipe("""{ "step": "records", "file": "r.json" }""", ("r.json", """{ "items": [ { "type": "Gone", "key": "k" } ] }"""));
        await using var kernel = Kernel(_folder.FullName);
        var created = kernel.Tenants.Add("default", TenantStatus.Created);
        var setup = kernel.Get<ITenantSetup>();
        Assert.Equal("recipe.unknown-type", (await Assert.ThrowsAsync<UserError>(() => setup.SetUpAsync(created, TestKernel.Admin, TenantSettings.Default, "mine", true, null, Stop))).Id);
        var odd = TenantSettings.Default with { TimeZone = "Mars/Olympus" };
        Assert.Equal("tenant.bad-setting", (await Assert.ThrowsAsync<UserError>(() => setup.SetUpAsync(created, TestKernel.Admin, odd, null, true, null, Stop))).Id);
        Assert.Equal(0, kernel.States.Saves);
    }

    private void Recipe(string steps, params (string Name, string Content)[] files) => WriteRecipe(steps, "", files);

    private void WriteRecipe(string steps, string features, params (string Name, string Content)[] files)
    {
        var folder = _folder.CreateSubdirectory("mine").FullName;
        File.WriteAllText(Path.Combine(folder, "recipe.json"), $$"""
            { "id": "mine", "name": "Mine", "description": "For tests", "version": "1", "features": [{{features}}], "steps": [{{steps}}] }
            """);
        foreach (var (name, content) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), content);
        }
    }

    private static TestKernel Kernel(string recipes) => new(
        [],
        services => services.AddSingleton<IContentModelFactory, ContentModelFactory>().AddSingleton<ILayerSource, PlatformLayer>(),
        new PlatformOptions { DataDirectory = "", RecipeFolders = [recipes] },
        Repository.Modules);
}
