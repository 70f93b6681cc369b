using System.Reflection;
using CrmPlatform.Content;
using CrmPlatform.Events;
using CrmPlatform.Hosting;
using CrmPlatform.Kernel.Localization;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Outbox;
using CrmPlatform.Kernel.Recipes;
using CrmPlatform.Kernel.Tenants;
using CrmPlatform.Localization;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmPlatform.Kernel;

public static class KernelServices
{
    /// <summary>
    /// The kernel: modules and features, tenants' states, recipes, outbox, texts. Loads the modules at once; call it after
    /// the platform's own services, so that modules cannot take their place.
    /// </summary>
    /// <param name="builtInModules">Assemblies of the host's modules, each with its <c>module.json</c>.</param>
    /// <exception cref="Errors.UserError">Something is wrong with a module of the host (<c>module.*</c>): it must not start.</exception>
    public static IServiceCollection AddCrmKernel(this IServiceCollection services, PlatformOptions options, IReadOnlyList<Assembly> builtInModules)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(builtInModules);
        var setAside = new SetAsideModules();
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISetAsideModules>(setAside);
        AddTenants(services);
        var catalog = new ModuleLoader(setAside, services).Load(options, builtInModules);
        services.AddSingleton(catalog);
        services.AddSingleton<IFeatureCatalog>(catalog);
        services.AddSingleton<ITexts>(provider => provider.GetRequiredService<TextCatalog>());
        services.AddSingleton(_ => new TextCatalog(() => TextAssemblies(catalog)));
        services.AddSingleton<ExtensionIndex>();
        services.AddScoped(typeof(IExtensions<>), typeof(Extensions<>));
        services.AddHostedService<SetAsideReport>();
        AddOutbox(services);
        return services;
    }

    private static void AddTenants(IServiceCollection services)
    {
        services.AddSingleton<ITenantAccessor, TenantAccessor>();
        services.AddSingleton<StateBodies>();
        services.AddSingleton<TenantUpgrades>();
        services.AddSingleton<RequestStates>();
        services.AddSingleton<TenantStates>();
        services.AddSingleton<ITenantStates>(provider => provider.GetRequiredService<TenantStates>());
        services.AddSingleton<IFeatures, Features>();
        services.AddSingleton<ITenantSetup, TenantSetup>();
        services.AddSingleton<RecipeReader>();
        services.AddSingleton<RecipePlanner>();
        services.AddSingleton<RecipeEngine>();
        services.AddSingleton<IRecipes>(provider => provider.GetRequiredService<RecipeEngine>());
        services.TryAddSingleton<IContentModels, ContentModels>();
    }

    private static void AddOutbox(IServiceCollection services)
    {
        services.TryAddSingleton(new OutboxOptions());
        services.AddSingleton<TurnQueue>();
        services.AddSingleton<EventScope>();
        services.AddSingleton<IEventScope>(provider => provider.GetRequiredService<EventScope>());
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<IOutboxSignal>(provider => provider.GetRequiredService<OutboxSignal>());
        services.AddSingleton<HandlerIndex>();
        services.AddSingleton<OutboxHandling>();
        services.AddHostedService<OutboxDispatcher>();
    }

    /// <summary>The platform's own assemblies, which are all loaded by the time of the first text, then the modules.</summary>
    private static IEnumerable<Assembly> TextAssemblies(FeatureCatalog catalog) =>
        AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => a.GetName().Name is { } name && name.StartsWith("CrmPlatform.", StringComparison.Ordinal))
            .OrderBy(a => a.GetName().Name, StringComparer.Ordinal)
            .Concat(catalog.Modules.Select(m => m.Assembly));
}
