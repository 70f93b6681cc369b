using System.Reflection;
using CrmPlatform.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Brings a feature's contributions into the one container of the process, within the rules that keep tenants apart.</summary>
internal static class ServiceContributions
{
    /// <summary>Services that the framework takes many of: adding one replaces none.</summary>
    private static readonly HashSet<Type> _additive =
    [
        typeof(IConfigureOptions<>), typeof(IConfigureNamedOptions<>), typeof(IPostConfigureOptions<>), typeof(IValidateOptions<>),
        typeof(IOptionsChangeTokenSource<>), typeof(IStartupValidator), typeof(IHostedService),
    ];

    public static void Apply(FeatureDescriptor feature, IServiceCollection services)
    {
        foreach (var type in ScopedTypes(feature).Distinct())
        {
            // Under a key that only the kernel has: such a type is reached through IExtensions<T> and by no other way.
            services.Add(ServiceDescriptor.KeyedScoped(type, ContributionKey.Instance, type));
        }

        foreach (var contribution in feature.Contributions.OfType<ServicesContribution>())
        {
            Register(feature, contribution, services);
        }
    }

    private static IEnumerable<Type> ScopedTypes(FeatureDescriptor feature) => feature.Contributions.Select(c => c switch
    {
        HandlerContribution handler => handler.Handler,
        ExtensionContribution extension => extension.Implementation,
        _ => null,
    }).OfType<Type>();

    /// <summary>Lets the feature register into a copy, and takes over what it added once all of it is allowed.</summary>
    private static void Register(FeatureDescriptor feature, ServicesContribution contribution, IServiceCollection services)
    {
        var copy = new ServiceCollection();
        foreach (var descriptor in services)
        {
            ((ICollection<ServiceDescriptor>)copy).Add(descriptor);
        }

        contribution.Register(copy);
        var after = copy.ToHashSet(ReferenceEqualityComparer.Instance);
        if (services.FirstOrDefault(s => !after.Contains(s)) is { } removed)
        {
            throw Taken(feature, removed.ServiceType);
        }

        var before = services.ToHashSet(ReferenceEqualityComparer.Instance);
        var added = copy.Where(s => !before.Contains(s)).ToList();
        foreach (var descriptor in added)
        {
            CheckOwner(feature, descriptor, services);
            CheckLifetime(feature, descriptor);
        }

        foreach (var descriptor in added)
        {
            services.Add(descriptor);
        }
    }

    private static void CheckOwner(FeatureDescriptor feature, ServiceDescriptor added, IServiceCollection services)
    {
        var type = added.ServiceType;
        if (type.Assembly == feature.Module.Assembly || IsAdditive(type))
        {
            return;
        }

        var contract = type.Assembly.GetName().Name!.StartsWith("CrmPlatform.", StringComparison.Ordinal);
        if (contract || services.Any(s => s.ServiceType == type && Equals(s.ServiceKey, added.ServiceKey)))
        {
            throw Taken(feature, type);
        }
    }

    private static bool IsAdditive(Type type) =>
        _additive.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static void CheckLifetime(FeatureDescriptor feature, ServiceDescriptor added)
    {
        if (added.Lifetime != ServiceLifetime.Singleton)
        {
            return;
        }

        var implementation = added.IsKeyedService
            ? added.KeyedImplementationType ?? added.KeyedImplementationInstance?.GetType() ?? added.ServiceType
            : added.ImplementationType ?? added.ImplementationInstance?.GetType() ?? added.ServiceType;
        if (implementation.Assembly == feature.Module.Assembly && implementation.GetCustomAttribute<SharedAcrossTenantsAttribute>() is null)
        {
            throw ModuleErrors.SharedSingleton.With(("feature", feature.Id), ("service", implementation.Name));
        }
    }

    private static Errors.UserError Taken(FeatureDescriptor feature, Type service) =>
        ModuleErrors.ServiceTaken.With(("feature", feature.Id), ("service", service.Name));
}

/// <summary>The key that contributions of features are registered under.</summary>
internal sealed class ContributionKey
{
    public static readonly ContributionKey Instance = new();

    private ContributionKey()
    {
    }
}
