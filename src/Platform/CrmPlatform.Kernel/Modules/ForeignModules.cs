using System.Reflection;

namespace CrmPlatform.Kernel.Modules;

/// <summary>
/// Modules of others: one folder each with <c>module.json</c> and its assemblies. Each is checked before any of its code runs
/// and loaded in a context of its own; one that does not fit is set aside.
/// </summary>
internal static class ForeignModules
{
    public static IReadOnlyList<ModuleDescriptor> Load(IReadOnlyList<string> folders, SetAsideModules setAside)
    {
        var modules = new List<ModuleDescriptor>();
        foreach (var folder in folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateDirectories(f)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            try
            {
                modules.Add(LoadOne(folder, ref name));
            }
#pragma warning disable CA1031 // Whatever is wrong with the folder, the host starts without it and says why.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                setAside.Add(name, cause);
            }
        }

        return modules;
    }

    private static ModuleDescriptor LoadOne(string folder, ref string name)
    {
        var file = Path.Combine(folder, ManifestReader.FileName);
        if (!File.Exists(file))
        {
            throw ModuleErrors.NoManifest.With(("module", name));
        }

        using var stream = File.OpenRead(file);
        var manifest = ManifestReader.Read(stream, $"{name}/{ManifestReader.FileName}");
        name = manifest.Id;
        ManifestReader.CheckVendor(manifest);
        var path = Path.GetFullPath(Path.Combine(folder, manifest.Id + ".dll"));
        if (!File.Exists(path))
        {
            throw ModuleErrors.Broken.With(("module", manifest.Id), ("reason", $"{manifest.Id}.dll is not in its folder."));
        }

        ReferenceCheck.Check(manifest.Id, path);
        var assembly = new ModuleLoadContext(manifest.Id, path).LoadFromAssemblyPath(path);
        FindMissingTypes(manifest.Id, assembly);
        return new ModuleDescriptor(manifest, assembly, Foreign: true);
    }

    private static void FindMissingTypes(string module, Assembly assembly)
    {
        try
        {
            assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException missing)
        {
            var reason = missing.LoaderExceptions.FirstOrDefault()?.Message ?? missing.Message;
            throw ModuleErrors.Broken.With(("module", module), ("reason", reason.TrimEnd('.') + "."));
        }
    }
}
