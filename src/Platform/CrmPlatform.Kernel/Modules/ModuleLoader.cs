using System.Reflection;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Kernel.Modules;

/// <summary>
/// Loads all modules at start. What is wrong with a module of the host stops the start; a module of others that is broken, or
/// that needs something absent, is set aside and the rest starts.
/// </summary>
internal sealed class ModuleLoader(SetAsideModules setAside, IServiceCollection services)
{
    private readonly List<FeatureDescriptor> _features = [];

    public FeatureCatalog Load(PlatformOptions options, IReadOnlyList<Assembly> builtIn)
    {
        foreach (var assembly in builtIn.Distinct())
        {
            var module = new ModuleDescriptor(ManifestReader.FromAssembly(assembly), assembly, Foreign: false);
            RefuseTwin(module);
            _features.AddRange(ModuleReader.Read(module));
        }

        foreach (var feature in FeatureGraph.Sort(_features))
        {
            ServiceContributions.Apply(feature, services);
        }

        foreach (var module in ForeignModules.Load(options.ModuleFolders, setAside))
        {
            Guarded(module, () => AddForeign(module));
        }

        return new FeatureCatalog(ApplyForeign());
    }

    private void AddForeign(ModuleDescriptor module)
    {
        RefuseTwin(module);
        var features = ModuleReader.Read(module);
        VendorIds.Check(module, features, _features);
        _features.AddRange(features);
    }

    private void RefuseTwin(ModuleDescriptor module)
    {
        if (_features.Exists(f => string.Equals(f.Module.Id, module.Id, StringComparison.OrdinalIgnoreCase)))
        {
            throw ModuleErrors.DuplicateModule.With(("id", module.Id));
        }
    }

    /// <summary>Setting one module aside may take others with it, so this starts over until all that is left fits.</summary>
    private IReadOnlyList<FeatureDescriptor> ApplyForeign()
    {
        var applied = new HashSet<FeatureDescriptor>();
        while (true)
        {
            var ordered = SortForeign();
            var failed = ordered
                .Where(f => f.Module.Foreign && applied.Add(f))
                .FirstOrDefault(f => !Guarded(f.Module, () => ServiceContributions.Apply(f, services)));
            if (failed is null)
            {
                return ordered;
            }

            _features.RemoveAll(f => f.Module == failed.Module);
        }
    }

    private IReadOnlyList<FeatureDescriptor> SortForeign()
    {
        while (true)
        {
            try
            {
                return FeatureGraph.Sort(_features);
            }
            catch (UserError error) when (Culprit(error) is { Foreign: true } module)
            {
                setAside.Add(module.Id, error);
                _features.RemoveAll(f => f.Module == module);
            }
        }
    }

    /// <summary>The module that an error of the graph is about; of two equal features the later one.</summary>
    private ModuleDescriptor? Culprit(UserError error)
    {
        var module = error.Args.GetValueOrDefault(error.Code == ModuleErrors.DuplicateFeature ? "second" : "module") as string;
        var feature = error.Args.GetValueOrDefault("first") as string;
        return (_features.Find(f => f.Module.Id == module) ?? _features.Find(f => f.Id == feature))?.Module;
    }

    private bool Guarded(ModuleDescriptor module, Action act)
    {
        try
        {
            act();
            return true;
        }
#pragma warning disable CA1031 // Whatever a module of others throws must not stop the host: it is set aside with its cause.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            setAside.Add(module.Id, cause);
            return false;
        }
    }
}
