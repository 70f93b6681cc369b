using System.Reflection;
using CrmPlatform.Content;
using CrmPlatform.Events;
using CrmPlatform.Hosting;
using CrmPlatform.Kernel;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>A kernel over stores in memory, with features declared in the test.</summary>
internal sealed class TestKernel : IAsyncDisposable
{
    private readonly IDisposable _tenant;

    /// <param name="configure">Registers before the kernel does; what it gives stands.</param>
    /// <param name="modules">Real modules instead of <paramref name="features"/>.</param>
    public TestKernel(
        IReadOnlyList<FeatureDescriptor> features,
        Action<IServiceCollection>? configure = null,
        PlatformOptions? options = null,
        IReadOnlyList<Assembly>? modules = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITenantStateStore>(States);
        services.AddSingleton<ITenantStore>(Tenants);
        services.AddSingleton<IContentModelFactory>(Models);
        services.AddSingleton<IRecipeRecords>(Records);
        services.AddSingleton<IOutboxStore>(Outbox);
        configure?.Invoke(services);
        services.AddCrmKernel(options ?? new PlatformOptions { DataDirectory = "" }, modules ?? []);
        if (modules is null)
        {
            Replace(services, features);
        }

        Services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Tenant = Tenants.Add("default");
        _tenant = Get<ITenantAccessor>().Enter(Tenant);
    }

    private static void Replace(IServiceCollection services, IReadOnlyList<FeatureDescriptor> features)
    {
        var ordered = FeatureGraph.Sort(features);
        foreach (var feature in ordered)
        {
            ServiceContributions.Apply(feature, services);
        }

        var catalog = new FeatureCatalog(ordered);
        services.AddSingleton(catalog);
        services.AddSingleton<IFeatureCatalog>(catalog);
    }

    public MemoryStates States { get; } = new();

    public MemoryTenants Tenants { get; } = new();

    public TinyModels Models { get; } = new();

    public MemoryRecords Records { get; } = new();

    public MemoryOutbox Outbox { get; } = new();

    public ServiceProvider Services { get; }

    public Tenant Tenant { get; }

    public static Actor Admin => Actor.System;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A stored state with these features on, and nothing else.</summary>
    public static StoredTenantState With(params string[] features) =>
        new(null, features, [], null, TenantSettings.Default, new Dictionary<string, int>(), null);

    /// <summary>A feature declared in a test.</summary>
    public static FeatureDescriptor Feature(string id, string[]? needs = null, Action<FeatureBuilder>? declare = null, bool alwaysOn = false)
    {
        var manifest = new FeatureManifest { Id = id, Name = id, Dependencies = needs ?? [], AlwaysOn = alwaysOn };
        var module = new ModuleManifest { Id = "Test." + id, Name = id, Version = "1.0", Platform = "0.1", Features = [manifest] };
        var builder = new FeatureBuilder(id);
        declare?.Invoke(builder);
        return new FeatureDescriptor(manifest, new ModuleDescriptor(module, Assembly.GetExecutingAssembly(), Foreign: false), builder.Contributions);
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await Services.DisposeAsync();
    }
}
