using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

internal sealed class Features(FeatureCatalog catalog, TenantStates states, ITenantAccessor accessor) : IFeatures
{
    public async Task<IReadOnlyList<(FeatureManifest Feature, bool Enabled)>> ListAsync(CancellationToken cancellationToken)
    {
        var state = await states.GetAsync(cancellationToken);
        return [.. catalog.Features.Select(f => (f.Manifest, state.Features.Contains(f.Id)))];
    }

    public async Task<IReadOnlyList<string>> EnableAsync(Actor actor, IReadOnlyList<string> features, CancellationToken cancellationToken)
    {
        Demand(actor);
        var wanted = features.Select(f => catalog.Get(f).Id).ToList();
        var before = (await states.GetAsync(cancellationToken)).Features;
        var switched = InOrder(catalog.WithDependencies(wanted.Concat(before)).Except(before, StringComparer.OrdinalIgnoreCase));
        if (switched.Count > 0)
        {
            await states.ChangeAsync(
                accessor.Current,
                stored => stored! with { Features = InOrder(stored.Features.Concat(switched)) },
                cancellationToken);
        }

        return switched;
    }

    public async Task<IReadOnlyList<string>> DisableAsync(Actor actor, string feature, CancellationToken cancellationToken)
    {
        Demand(actor);
        var found = catalog.Get(feature);
        if (found.Manifest.AlwaysOn)
        {
            throw TenantErrors.AlwaysOn.With(("feature", found.Id));
        }

        var on = (await states.GetAsync(cancellationToken)).Features;
        if (!on.Contains(found.Id))
        {
            return [];
        }

        var needed = catalog.Features.Where(f => on.Contains(f.Id) && f.Id != found.Id && catalog.WithDependencies([f.Id]).Contains(found.Id)).Select(f => f.Id).ToList();
        if (needed.Count > 0)
        {
            throw TenantErrors.NeededBy.With(("feature", found.Id), ("needed", string.Join(", ", needed)));
        }

        IReadOnlyList<string> off = [];
        await states.ChangeAsync(
            accessor.Current,
            stored =>
            {
                List<string> rest = [.. stored!.Features.Where(f => !string.Equals(f, found.Id, StringComparison.OrdinalIgnoreCase))];
                off = InOrder(catalog.WithDependencies(stored.Features).Except(catalog.WithDependencies(rest), StringComparer.OrdinalIgnoreCase));
                return stored with { Features = rest };
            },
            cancellationToken);
        return off;
    }

    /// <summary>In dependency order; those of modules that are not loaded now come last and are kept.</summary>
    private IReadOnlyList<string> InOrder(IEnumerable<string> features)
    {
        var order = catalog.Features.Select((f, index) => (f.Id, index)).ToDictionary(p => p.Id, p => p.index, StringComparer.OrdinalIgnoreCase);
        return [.. features.Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(f => order.GetValueOrDefault(f, int.MaxValue))];
    }

    private static void Demand(Actor actor)
    {
        if (!actor.Can(Permission.FeaturesManage))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.FeaturesManage));
        }
    }
}
