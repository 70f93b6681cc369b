using System.Collections.Concurrent;
using CrmPlatform.Kernel.Tenants;
using CrmPlatform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Which types implement an extension point, by feature.</summary>
internal sealed class ExtensionIndex(IFeatureCatalog catalog)
{
    private readonly ConcurrentDictionary<Type, IReadOnlyList<(FeatureDescriptor Feature, Type Implementation)>> _byContract = new();

    public IReadOnlyList<(FeatureDescriptor Feature, Type Implementation)> Of(Type contract) =>
        _byContract.GetOrAdd(contract, Collect);

    private IReadOnlyList<(FeatureDescriptor Feature, Type Implementation)> Collect(Type contract) =>
        [.. from feature in catalog.Features
            from contribution in feature.Contributions.OfType<ExtensionContribution>()
            where contribution.Contract == contract
            select (feature, contribution.Implementation)];
}

internal sealed class Extensions<T>(ExtensionIndex index, TenantStates states, IServiceProvider scope) : IExtensions<T>
    where T : class
{
    public async ValueTask<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken)
    {
        var known = index.Of(typeof(T));
        if (known.Count == 0)
        {
            return [];
        }

        var state = await states.GetLatestAsync(cancellationToken);
        return [.. from entry in known
                   where state.Features.Contains(entry.Feature.Id)
                   select (T)scope.GetRequiredKeyedService(entry.Implementation, ContributionKey.Instance)];
    }
}
