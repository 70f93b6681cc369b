using System.Collections.Frozen;

namespace CrmPlatform.Kernel.Modules;

/// <summary>The features of all loaded modules, in dependency order.</summary>
public interface IFeatureCatalog
{
    IReadOnlyList<ModuleDescriptor> Modules { get; }

    IReadOnlyList<FeatureDescriptor> Features { get; }

    FeatureDescriptor? Find(string feature);

    /// <summary>These features, all that they need, and those that are always on; unknown ids are left out.</summary>
    IReadOnlySet<string> WithDependencies(IEnumerable<string> features);
}

internal sealed class FeatureCatalog : IFeatureCatalog
{
    private volatile Snapshot _snapshot;

    public FeatureCatalog(IReadOnlyList<FeatureDescriptor> ordered) => _snapshot = new Snapshot(ordered);

    public IReadOnlyList<ModuleDescriptor> Modules => _snapshot.Modules;

    public IReadOnlyList<FeatureDescriptor> Features => _snapshot.Ordered;

    public FeatureDescriptor? Find(string feature) => _snapshot.ById.GetValueOrDefault(feature);

    public IReadOnlySet<string> WithDependencies(IEnumerable<string> features)
    {
        var snapshot = _snapshot;
        var result = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(features.Concat(snapshot.Ordered.Where(f => f.Manifest.AlwaysOn).Select(f => f.Id)));
        while (open.TryPop(out var id))
        {
            if (snapshot.ById.TryGetValue(id, out var feature) && result.Add(feature.Id))
            {
                foreach (var dependency in feature.Manifest.Dependencies)
                {
                    open.Push(dependency);
                }
            }
        }

        return result;
    }

    /// <summary>The feature, or the user error <c>feature.unknown</c>.</summary>
    public FeatureDescriptor Get(string feature) =>
        Find(feature) ?? throw TenantErrors.UnknownFeature.With(("feature", feature), ("near", Ids.Nearest(feature, _snapshot.ById.Keys)));

    /// <summary>Takes a module out that turned out to be broken after all, with everything that needs it.</summary>
    /// <returns>The modules taken out.</returns>
    public IReadOnlyList<ModuleDescriptor> Remove(ModuleDescriptor module)
    {
        var gone = new HashSet<ModuleDescriptor> { module };
        bool grew;
        do
        {
            var features = _snapshot.Ordered.Where(f => gone.Contains(f.Module)).Select(f => f.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
            grew = _snapshot.Ordered.Where(f => f.Manifest.Dependencies.Any(features.Contains)).ToList().Exists(f => gone.Add(f.Module));
        }
        while (grew);
        _snapshot = new Snapshot([.. _snapshot.Ordered.Where(f => !gone.Contains(f.Module))]);
        return [.. gone];
    }

    private sealed record Snapshot(IReadOnlyList<FeatureDescriptor> Ordered)
    {
        public FrozenDictionary<string, FeatureDescriptor> ById { get; } = Ordered.ToFrozenDictionary(f => f.Id, StringComparer.OrdinalIgnoreCase);

        public IReadOnlyList<ModuleDescriptor> Modules { get; } = [.. Ordered.Select(f => f.Module).Distinct()];
    }
}
