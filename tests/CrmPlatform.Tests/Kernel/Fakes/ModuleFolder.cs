using System.Reflection;
using System.Reflection.Emit;
using CrmPlatform.Modules;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>Writes modules of others into a folder, with assemblies made on the spot.</summary>
internal sealed class ModuleFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("crm-modules-");

    public string Root => _root.FullName;

    public void Dispose()
    {
        // Loaded assemblies stay mapped until the process ends; on Linux their files may go before.
        _root.Delete(recursive: true);
    }

    public string Sub(string name) => _root.CreateSubdirectory(name).FullName;

    /// <summary>The sample module as it was built beside these tests.</summary>
    public void CopySample()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var built = Path.Combine(Repository.Root, "artifacts", "bin", "Acme.Loyalty", configuration);
        var target = Sub("Acme.Loyalty");
        foreach (var file in Directory.EnumerateFiles(built))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    public void Manifest(string id, string features = "", string platform = "0.1", string more = "") =>
        File.WriteAllText(Path.Combine(Sub(id), "module.json"), $$"""
            { "id": "{{id}}", "name": "{{id}}", "version": "1.0", "platform": "{{platform}}", {{more}} "features": [{{features}}] }
            """);

    /// <summary>A module with one feature of its own id and a startup whose Declare is <paramref name="declare"/>.</summary>
    public void Module(string id, string[]? needs = null, Action<ILGenerator>? declare = null)
    {
        var dependencies = string.Join(',', (needs ?? []).Select(n => $"\"{n}\""));
        Manifest(id, $$"""{ "id": "{{id}}", "name": "{{id}}", "dependencies": [{{dependencies}}] }""");
        Assembly(id, module => Startup(module, declare ?? (il => il.Emit(OpCodes.Ret))));
    }

    public void Assembly(string id, Action<ModuleBuilder> define)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(id) { Version = new Version(1, 0) }, typeof(object).Assembly);
        define(assembly.DefineDynamicModule(id));
        assembly.Save(Path.Combine(Sub(id), id + ".dll"));
    }

    public static void Startup(ModuleBuilder module, Action<ILGenerator> declare)
    {
        var type = module.DefineType("Startup", TypeAttributes.Public | TypeAttributes.Sealed, typeof(FeatureStartup));
        var method = type.DefineMethod(
            nameof(FeatureStartup.Declare), MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, typeof(void), [typeof(FeatureBuilder)]);
        declare(method.GetILGenerator());
        type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
    }

    /// <summary>Throws an InvalidOperationException.</summary>
    public static void Throw(ILGenerator il, string message)
    {
        il.Emit(OpCodes.Ldstr, message);
        il.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
    }
}
