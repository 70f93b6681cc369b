using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Brings features into dependency order: what is needed comes first, ties by id.</summary>
internal static class FeatureGraph
{
    /// <exception cref="UserError"><c>module.duplicate-feature</c>, <c>module.missing-feature</c>, <c>module.circular-feature</c>.</exception>
    public static IReadOnlyList<FeatureDescriptor> Sort(IReadOnlyList<FeatureDescriptor> features)
    {
        var byId = Index(features);
        var ordered = new List<FeatureDescriptor>(features.Count);
        var placed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = byId.Values.OrderBy(f => f.Id, StringComparer.OrdinalIgnoreCase).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(f => f.Manifest.Dependencies.All(placed.Contains))
                ?? throw Circle(waiting[0], byId, placed);
            ordered.Add(next);
            placed.Add(next.Id);
            waiting.Remove(next);
        }

        return ordered;
    }

    private static Dictionary<string, FeatureDescriptor> Index(IReadOnlyList<FeatureDescriptor> features)
    {
        var byId = new Dictionary<string, FeatureDescriptor>(StringComparer.OrdinalIgnoreCase);
        foreach (var feature in features)
        {
            if (!byId.TryAdd(feature.Id, feature))
            {
                throw ModuleErrors.DuplicateFeature.With(("feature", feature.Id), ("first", byId[feature.Id].Module.Id), ("second", feature.Module.Id));
            }
        }

        foreach (var feature in features)
        {
            if (feature.Manifest.Dependencies.FirstOrDefault(d => !byId.ContainsKey(d)) is { } missing)
            {
                throw ModuleErrors.MissingFeature.With(("feature", feature.Id), ("module", feature.Module.Id), ("missing", missing));
            }
        }

        return byId;
    }

    /// <summary>Walks along what waits until it meets itself.</summary>
    private static UserError Circle(FeatureDescriptor start, Dictionary<string, FeatureDescriptor> byId, HashSet<string> placed)
    {
        var path = new List<string>();
        var feature = start;
        while (!path.Contains(feature.Id, StringComparer.OrdinalIgnoreCase))
        {
            path.Add(feature.Id);
            feature = byId[feature.Manifest.Dependencies.First(d => !placed.Contains(d))];
        }

        var circle = path.SkipWhile(id => !string.Equals(id, feature.Id, StringComparison.OrdinalIgnoreCase)).Append(feature.Id).ToArray();
        return ModuleErrors.CircularFeature.With(("first", circle[0]), ("second", circle[^2]), ("path", string.Join(" → ", circle)));
    }
}
