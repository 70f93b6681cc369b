using System.Security.Cryptography;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;

namespace CrmPlatform.Kernel.Tenants;

/// <summary>What tenants with equal features and layers have in common.</summary>
internal sealed class StateBody(IReadOnlySet<string> features, IReadOnlyList<Layer> layers, ContentModel model)
{
    public IReadOnlySet<string> Features { get; } = features;

    public IReadOnlyList<Layer> Layers { get; } = layers;

    public ContentModel Model { get; } = model;

    /// <summary>When it was last asked for, by a counter.</summary>
    public long Used { get; set; }
}

/// <summary>
/// Makes effective models, a pure function of features and layers, and shares them among tenants. Only the latest few are kept:
/// a tenant that comes back after long rebuilds its own.
/// </summary>
internal sealed class StateBodies(IFeatureCatalog catalog, IEnumerable<ILayerSource> platform, IContentModelFactory models)
{
    /// <summary>A model of forty types is some hundred kilobytes; tenants mostly share a handful.</summary>
    public const int MaxKept = 32;

    private readonly Lazy<IReadOnlyList<Layer>> _platform = new(() => [.. platform.Select(source => source.Build())]);
    private readonly Dictionary<string, StateBody> _kept = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _clock;

    public StateBody Get(StoredTenantState stored)
    {
        var features = catalog.WithDependencies(stored.Features);
        var key = KeyOf(features, stored);
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var known))
            {
                known.Used = ++_clock;
                return known;
            }

            var layers = LayersOf(features, stored);
            var body = new StateBody(features, layers, models.Build(layers)) { Used = ++_clock };
            _kept[key] = body;
            if (_kept.Count > MaxKept)
            {
                _kept.Remove(_kept.MinBy(pair => pair.Value.Used).Key);
            }

            return body;
        }
    }

    /// <summary>The model of a state that may never come to be: for plans, not kept.</summary>
    public ContentModel Build(StoredTenantState state) => models.Build(LayersOf(catalog.WithDependencies(state.Features), state));

    /// <summary>Whether the body is still among the kept ones; states of others are let go with it.</summary>
    public bool Keeps(StateBody body)
    {
        lock (_lock)
        {
            return _kept.ContainsValue(body);
        }
    }

    /// <summary>Lowest first: the platform's, those of the features in dependency order, of the recipes as applied, the tenant's own.</summary>
    public IReadOnlyList<Layer> LayersOf(IReadOnlySet<string> features, StoredTenantState stored) =>
    [
        .. _platform.Value,
        .. catalog.Features.Where(f => features.Contains(f.Id)).SelectMany(f => f.Layers),
        .. stored.Recipes.Select(r => r.Layer),
        .. stored.Own is null ? Array.Empty<Layer>() : [stored.Own],
    ];

    private static string KeyOf(IReadOnlySet<string> features, StoredTenantState stored)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new { features = features.Order(StringComparer.OrdinalIgnoreCase), stored.Recipes, stored.Own },
            DefinitionJson.Options);
        return Convert.ToHexString(SHA256.HashData(json));
    }
}
