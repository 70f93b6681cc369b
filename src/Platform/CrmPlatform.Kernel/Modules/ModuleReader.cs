using System.Reflection;
using CrmPlatform.Errors;
using CrmPlatform.Modules;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Makes the features of an assembly from its manifest and its startups.</summary>
internal static class ModuleReader
{
    /// <exception cref="UserError">A startup for a feature that the manifest does not list.</exception>
    public static IReadOnlyList<FeatureDescriptor> Read(ModuleDescriptor module)
    {
        var startups = module.Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(FeatureStartup)))
            .ToLookup(t => FeatureOf(t, module), StringComparer.OrdinalIgnoreCase);
        var listed = module.Manifest.Features.Select(f => f.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (startups.FirstOrDefault(s => !listed.Contains(s.Key)) is { } stray)
        {
            throw ModuleErrors.UnknownFeature.With(("startup", stray.First().FullName), ("feature", stray.Key), ("module", module.Id));
        }

        return [.. module.Manifest.Features.Select(f => new FeatureDescriptor(f, module, Declare(f.Id, startups[f.Id])))];
    }

    private static string FeatureOf(Type startup, ModuleDescriptor module) =>
        startup.GetCustomAttribute<FeatureAttribute>()?.Id ?? module.Id;

    private static IReadOnlyList<Contribution> Declare(string feature, IEnumerable<Type> startups)
    {
        var builder = new FeatureBuilder(feature);
        foreach (var startup in startups.OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            ((FeatureStartup)Activator.CreateInstance(startup)!).Declare(builder);
        }

        return builder.Contributions;
    }
}
