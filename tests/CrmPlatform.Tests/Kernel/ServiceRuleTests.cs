using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class ServiceRuleTests
{
    [Fact]
    public void A_feature_registers_its_own_types_and_framework_services()
    {
        var services = Apply(s => s.AddScoped<IOwn, Own>().AddSingleton<Shared>().AddMemoryCache().Configure<Settings>(o => o.Size = 7).AddHttpClient("acme"));
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        Assert.IsType<Own>(scope.ServiceProvider.GetRequiredService<IOwn>());
        Assert.Equal(7, provider.GetRequiredService<IOptions<Settings>>().Value.Size);
    }

    [Fact]
    public void It_may_not_replace_what_it_does_not_own() =>
        Assert.Equal("module.service-taken", Refusal(s => s.AddSingleton<TimeProvider>(new ManualTime())).Id);

    [Fact]
    public void It_may_not_remove_what_it_does_not_own() =>
        Assert.Equal("module.service-taken", Refusal(s => s.RemoveAll<TimeProvider>()).Id);

    [Fact]
    public void It_may_not_give_a_contract_of_the_platform_to_plain_injection() =>
        Assert.Equal("module.service-taken", Refusal(s => s.AddScoped<IContentModels, Models>()).Id);

    [Fact]
    public void A_singleton_of_its_own_must_say_that_all_tenants_share_it()
    {
        var error = Refusal(s => s.AddSingleton<Own>());
        Assert.Equal(("module.shared-singleton", "Own"), (error.Id, error.Args["service"]));
        Assert.Equal("module.shared-singleton", Refusal(s => s.AddSingleton<IOwn>(_ => new Own())).Id);
        Assert.Equal("module.shared-singleton", Refusal(s => s.AddKeyedSingleton<IOwn, Own>("key")).Id);
    }

    private static UserError Refusal(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System);
        var count = services.Count;
        var error = Assert.Throws<UserError>(() => ServiceContributions.Apply(TestKernel.Feature("Acme.X", declare: f => f.Services(register)), services));
        Assert.Equal(count, services.Count);
        return error;
    }

    private static IServiceCollection Apply(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System);
        ServiceContributions.Apply(TestKernel.Feature("Acme.X", declare: f => f.Services(register)), services);
        return services;
    }

    internal interface IOwn;

    internal sealed class Own : IOwn;

    [SharedAcrossTenants]
    internal sealed class Shared;

    internal sealed class Settings
    {
        public int Size { get; set; }
    }

    internal sealed class Models : IContentModels
    {
        public ValueTask<ContentModel> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
