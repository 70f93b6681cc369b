using System.Reflection;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Modules;

namespace CrmPlatform.Kernel.Modules;

/// <summary>A module that was loaded.</summary>
/// <param name="Foreign">True: from a module folder, not part of the host.</param>
public sealed record ModuleDescriptor(ModuleManifest Manifest, Assembly Assembly, bool Foreign)
{
    public string Id => Manifest.Id;
}

/// <summary>A feature with all that it adds.</summary>
public sealed class FeatureDescriptor(FeatureManifest manifest, ModuleDescriptor module, IReadOnlyList<Contribution> contributions)
{
    private readonly Lazy<IReadOnlyList<Layer>> _layers = new(() =>
        [.. contributions.OfType<LayerContribution>().Select(c => c.Source.Build() with { Id = manifest.Id })]);

    public string Id => Manifest.Id;

    public FeatureManifest Manifest { get; } = manifest;

    public ModuleDescriptor Module { get; } = module;

    public IReadOnlyList<Contribution> Contributions { get; } = contributions;

    /// <summary>Its layers of the model, each with the feature's id; built once.</summary>
    public IReadOnlyList<Layer> Layers => _layers.Value;

    /// <summary>The number of its last upgrade step; 0 when it has none.</summary>
    public int LastUpgrade => Contributions.OfType<UpgradeContribution>().Select(u => u.Number).DefaultIfEmpty(0).Max();
}
