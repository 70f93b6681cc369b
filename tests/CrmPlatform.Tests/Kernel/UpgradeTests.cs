using System.Reflection;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class UpgradeTests
{
    private readonly List<string> _ran = [];
    private string? _failing;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_run_once_in_order_of_features_and_numbers()
    {
        await using var kernel = Kernel(Steps("B", ["A"], 2, 1), Steps("A", [], 1));
        kernel.States.Put("default", TestKernel.With("B"));
        var states = kernel.Get<ITenantStates>();
        await states.GetAsync(Stop);
        await states.GetAsync(Stop);
        Assert.Equal(["A1", "B1", "B2"], _ran);
        Assert.Equal((1, 2), (kernel.States["default"].Upgrades["A"], kernel.States["default"].Upgrades["B"]));
    }

    [Fact]
    public async Task Of_many_first_requests_one_runs_the_steps_and_the_others_wait()
    {
        await using var kernel = Kernel(Steps("A", [], 1, 2));
        kernel.States.Put("default", TestKernel.With("A"));
        var states = kernel.Get<ITenantStates>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await states.GetAsync(Stop), Stop)));
        Assert.Equal(["A1", "A2"], _ran);
    }

    [Fact]
    public async Task A_feature_that_is_switched_on_for_the_first_time_has_nothing_to_upgrade()
    {
        await using var kernel = Kernel(Steps("A", [], 1, 2));
        kernel.States.Put("default", TestKernel.With());
        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, ["A"], Stop);
        await kernel.Get<ITenantStates>().GetAsync(Stop);
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task A_feature_that_was_off_during_an_update_catches_up_when_it_is_switched_on_again()
    {
        await using var kernel = Kernel(Steps("A", [], 1, 2));
        kernel.States.Put("default", TestKernel.With() with { Upgrades = new Dictionary<string, int> { ["A"] = 1 } });
        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, ["A"], Stop);
        await kernel.Get<ITenantStates>().GetAsync(Stop);
        Assert.Equal(["A2"], _ran);
    }

    [Fact]
    public async Task A_step_that_fails_closes_its_tenant_alone_and_goes_on_from_there_when_it_is_opened_again()
    {
        await using var kernel = Kernel(Steps("A", [], 1, 2, 3));
        var other = kernel.Tenants.Add("other");
        kernel.States.Put("default", TestKernel.With("A"));
        kernel.States.Put("other", TestKernel.With("A"));
        var states = kernel.Get<ITenantStates>();
        _failing = "A2";
        var error = await Assert.ThrowsAsync<UserError>(async () => await states.GetAsync(Stop));
        Assert.Equal("tenant.closed", error.Id);
        Assert.Contains("step 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("disk on fire", error.Message, StringComparison.Ordinal);
        var closed = (await kernel.Tenants.FindAsync("default", Stop))!;
        Assert.Equal(TenantStatus.Closed, closed.State);
        Assert.Contains("disk on fire", closed.Reason, StringComparison.Ordinal);
        Assert.Equal(1, kernel.States["default"].Upgrades["A"]);

        _failing = null;
        Assert.Equal("tenant.closed", (await Assert.ThrowsAsync<UserError>(async () => await states.GetAsync(Stop))).Id);
        using (kernel.Get<ITenantAccessor>().Enter(other))
        {
            Assert.Contains("A", (await states.GetAsync(Stop)).Features);
        }

        _ran.Clear();
        var open = await kernel.Get<ITenantSetup>().ReopenAsync(closed, Stop);
        using (kernel.Get<ITenantAccessor>().Enter(open))
        {
            await states.GetAsync(Stop);
        }

        Assert.Equal(["A2", "A3"], _ran);
    }

    private FeatureDescriptor Steps(string feature, string[] needs, params int[] numbers) => TestKernel.Feature(feature, needs, f =>
    {
        foreach (var number in numbers)
        {
            f.Upgrade(number, (context, stop) => RunAsync(context, feature + number, stop), $"step {number}");
        }
    });

    private async Task RunAsync(UpgradeContext context, string step, CancellationToken cancellationToken)
    {
        // A step works through the gates, which ask for the state: they must get it, not wait for the upgrade to end.
        var state = await context.Services.GetRequiredService<ITenantStates>().GetAsync(cancellationToken);
        Assert.Contains(step[..1], state.Features);
        _ran.Add(step);
        if (step == _failing)
        {
            throw new IOException("disk on fire.");
        }
    }

    private static TestKernel Kernel(params FeatureDescriptor[] features) => new(
        features,
        services => services
            .AddScoped(_ => DispatchProxy.Create<IContentReader, Untouched>())
            .AddScoped(_ => DispatchProxy.Create<IContentWriter, Untouched>()));

    public class Untouched : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
