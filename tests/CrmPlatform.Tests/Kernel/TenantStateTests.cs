using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class TenantStateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Layers_come_from_features_in_dependency_order_then_recipes_then_the_tenant()
    {
        await using var kernel = new TestKernel([Deals(), TestKernel.Feature("Extra", ["Deals"], f => f.Types<ExtraLayer>())]);
        kernel.States.Put("default", TestKernel.With("Extra") with
        {
            Recipes = [new AppliedRecipe("trade", "1", new Layer { Id = "trade" })],
            Own = new Layer { Id = "tenant" },
        });
        var state = await kernel.Get<ITenantStates>().GetAsync(Stop);
        Assert.Equal(["Deals", "Extra", "trade", "tenant"], state.Layers.Select(l => l.Id));
        Assert.Equal(["Deals", "Extra"], state.Features.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_thousand_tenants_with_equal_layers_share_one_model()
    {
        await using var kernel = new TestKernel([Deals()]);
        var states = new List<TenantState>();
        for (var i = 0; i < 1000; i++)
        {
            var tenant = kernel.Tenants.Add($"t{i}");
            kernel.States.Put(tenant.Name, TestKernel.With("Deals"));
            using (kernel.Get<ITenantAccessor>().Enter(tenant))
            {
                states.Add(await kernel.Get<ITenantStates>().GetAsync(Stop));
            }
        }

        Assert.Equal(1, kernel.Models.Built);
        Assert.All(states, s => Assert.Same(states[0].Model, s.Model));
        Assert.All(states, s => Assert.Same(states[0].Layers, s.Layers));
        Assert.All(states, s => Assert.Same(states[0].Features, s.Features));
    }

    [Fact]
    public async Task A_known_stamp_costs_no_look_at_the_database_and_a_new_one_reloads()
    {
        await using var kernel = new TestKernel([Deals()]);
        kernel.States.Put("default", TestKernel.With());
        var states = kernel.Get<ITenantStates>();
        var first = await states.GetAsync(Stop);
        var loads = kernel.States.Loads;
        Assert.Same(first, await states.GetAsync(first.Stamp, Stop));
        Assert.Equal(loads, kernel.States.Loads);

        kernel.States.Put("default", kernel.States["default"] with { Features = ["Deals"] });
        var second = await states.GetAsync(Stop);
        Assert.Contains("Deals", second.Features);
        Assert.NotEqual(first.Stamp, second.Stamp);
    }

    [Fact]
    public async Task Tables_follow_once_when_the_layers_of_the_code_changed()
    {
        await using var kernel = new TestKernel([Deals()]);
        kernel.States.Put("default", TestKernel.With("Deals") with { ModelHash = "of yesterday's module" });
        var states = kernel.Get<ITenantStates>();
        var state = await states.GetAsync(Stop);
        Assert.Equal(state.Model.Hash, kernel.States["default"].ModelHash);
        await states.GetAsync(Stop);
        Assert.Equal(1, kernel.States.Saves);
    }

    [Fact]
    public async Task Another_host_that_converged_first_is_not_written_over()
    {
        await using var kernel = new TestKernel([Deals()]);
        kernel.States.Put("default", TestKernel.With("Deals"));
        kernel.States.BeforeSave = () =>
        {
            kernel.States.BeforeSave = null;
            kernel.States.Put("default", kernel.States["default"] with { Settings = TenantSettings.Default with { Title = "Theirs" } });
        };
        var state = await kernel.Get<ITenantStates>().GetAsync(Stop);
        Assert.Equal("Theirs", state.Settings.Title);
        Assert.Equal(kernel.States["default"].Stamp, state.Stamp);
    }

    [Fact]
    public async Task A_feature_whose_module_is_gone_stays_in_the_stored_state()
    {
        await using var kernel = new TestKernel([Deals()]);
        kernel.States.Put("default", TestKernel.With("Gone"));
        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, ["Deals"], Stop);
        Assert.Equal(["Deals", "Gone"], kernel.States["default"].Features);
        Assert.DoesNotContain("Gone", (await kernel.Get<ITenantStates>().GetAsync(Stop)).Features);
    }

    [Fact]
    public async Task Features_that_are_always_on_are_on()
    {
        await using var kernel = new TestKernel([Deals(), TestKernel.Feature("Core", alwaysOn: true)]);
        kernel.States.Put("default", TestKernel.With());
        Assert.Equal(["Core"], (await kernel.Get<ITenantStates>().GetAsync(Stop)).Features);
        var error = await Assert.ThrowsAsync<UserError>(() => kernel.Get<IFeatures>().DisableAsync(TestKernel.Admin, "Core", Stop));
        Assert.Equal("feature.always-on", error.Id);
    }

    [Fact]
    public async Task Disabling_names_what_goes_off_because_nothing_else_needs_it()
    {
        await using var kernel = new TestKernel(
            [TestKernel.Feature("Base"), TestKernel.Feature("Helper", ["Base"]), TestKernel.Feature("Top", ["Helper"]), TestKernel.Feature("Other", ["Base"])]);
        kernel.States.Put("default", TestKernel.With("Top", "Other"));
        var features = kernel.Get<IFeatures>();
        Assert.Equal(["Helper", "Top"], await features.DisableAsync(TestKernel.Admin, "Top", Stop));
        Assert.Equal(["Base", "Other"], (await kernel.Get<ITenantStates>().GetAsync(Stop)).Features.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Enabling_brings_what_is_needed_and_disabling_what_others_need_lists_them()
    {
        await using var kernel = new TestKernel([TestKernel.Feature("A"), TestKernel.Feature("B", ["A"]), TestKernel.Feature("C", ["B"])]);
        kernel.States.Put("default", TestKernel.With());
        var features = kernel.Get<IFeatures>();
        Assert.Equal(["A", "B", "C"], await features.EnableAsync(TestKernel.Admin, ["C"], Stop));
        Assert.Empty(await features.EnableAsync(TestKernel.Admin, ["B"], Stop));
        var error = await Assert.ThrowsAsync<UserError>(() => features.DisableAsync(TestKernel.Admin, "A", Stop));
        Assert.Equal(("feature.needed-by", "B, C"), (error.Id, error.Args["needed"]));
        Assert.Equal(["C"], await features.DisableAsync(TestKernel.Admin, "C", Stop));
        Assert.Equal(["A", "B"], (await features.ListAsync(Stop)).Where(f => f.Enabled).Select(f => f.Feature.Id));
    }

    [Fact]
    public async Task Switching_features_needs_the_right_and_a_known_name()
    {
        await using var kernel = new TestKernel([Deals()]);
        kernel.States.Put("default", TestKernel.With());
        var nobody = new Actor("user:1", "Nobody", null, new HashSet<string>());
        var features = kernel.Get<IFeatures>();
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(() => features.EnableAsync(nobody, ["Deals"], Stop))).Id);
        var unknown = await Assert.ThrowsAsync<UserError>(() => features.EnableAsync(TestKernel.Admin, ["Deal"], Stop));
        Assert.Equal(("feature.unknown", "Deals"), (unknown.Id, unknown.Args["near"]));
    }

    [Fact]
    public async Task Extensions_are_those_of_features_that_are_on_and_no_other_way_leads_to_them()
    {
        await using var kernel = new TestKernel([TestKernel.Feature("A", declare: f => f.Extend<IGreeting, Hello>()), TestKernel.Feature("B", declare: f => f.Extend<IGreeting, Salut>())]);
        kernel.States.Put("default", TestKernel.With("A"));
        await using var scope = kernel.Services.CreateAsyncScope();
        var extensions = scope.ServiceProvider.GetRequiredService<IExtensions<IGreeting>>();
        Assert.Equal([typeof(Hello)], (await extensions.AllAsync(Stop)).Select(g => g.GetType()));
        Assert.Same((await extensions.AllAsync(Stop))[0], (await extensions.AllAsync(Stop))[0]);
        Assert.Null(scope.ServiceProvider.GetService<Salut>());
        Assert.Null(scope.ServiceProvider.GetService<IGreeting>());

        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, ["B"], Stop);
        Assert.Equal([typeof(Hello), typeof(Salut)], (await extensions.AllAsync(Stop)).Select(g => g.GetType()));
    }

    [Fact]
    public async Task A_tenant_that_was_not_set_up_says_so()
    {
        await using var kernel = new TestKernel([]);
        Assert.Equal("tenant.not-set-up", (await Assert.ThrowsAsync<UserError>(async () => await kernel.Get<ITenantStates>().GetAsync(Stop))).Id);
    }

    private static CrmPlatform.Kernel.Modules.FeatureDescriptor Deals() => TestKernel.Feature("Deals", declare: f => f.Types<DealLayer>());

    internal interface IGreeting;

    internal sealed class Hello : IGreeting;

    internal sealed class Salut : IGreeting;

    internal sealed class DealLayer : ILayerSource
    {
        public Layer Build() => new() { Id = "?", Types = [new TypeDefinition { Id = "Deal", Fields = [Field.Text("name", "Name", "Название")] }] };
    }

    internal sealed class ExtraLayer : ILayerSource
    {
        public Layer Build() => new() { Id = "?", Types = [new TypeDefinition { Id = "Deal", Fields = [Field.Integer("size", "Size", "Размер")] }] };
    }
}
