using System.Reflection;
using System.Runtime.Loader;

namespace CrmPlatform.Kernel.Modules;

/// <summary>
/// Where a module of others is loaded: what the host has wins, so that contracts are the same types on both sides; the rest comes
/// from the module's own folder.
/// </summary>
internal sealed class ModuleLoadContext(string module, string path) : AssemblyLoadContext(module)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (HostAssemblies.Find(assemblyName.Name!) is { } shared)
        {
            return shared.GetName().Version >= assemblyName.Version
                ? shared
                : throw ModuleErrors.MissingReference.With(("module", Name), ("reference", $"{assemblyName.Name} {assemblyName.Version}"));
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } own ? LoadUnmanagedDllFromPath(own) : IntPtr.Zero;
}

/// <summary>Assemblies that the host can load by itself.</summary>
internal static class HostAssemblies
{
    public static Assembly? Find(string name)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
