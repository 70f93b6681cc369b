using System.Reflection;
using System.Text.Json;
using CrmPlatform.Modules;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Reads and checks <c>module.json</c>.</summary>
internal static class ManifestReader
{
    public const string FileName = "module.json";

    /// <summary>The version that manifests' <c>platform</c> is compared with: that of the contracts.</summary>
    public static Version PlatformVersion { get; } = typeof(ModuleManifest).Assembly.GetName().Version!;

    private static readonly string[] _ownPrefixes = ["Crm.", "CrmPlatform."];

    /// <summary>The manifest embedded in an assembly.</summary>
    public static ModuleManifest FromAssembly(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        using var stream = assembly.GetManifestResourceStream(FileName)
            ?? throw ModuleErrors.NoManifest.With(("module", name));
        var file = $"{FileName} of {name}";
        var manifest = Read(stream, file);
        return string.Equals(manifest.Id, name, StringComparison.OrdinalIgnoreCase)
            ? manifest
            : throw ModuleErrors.WrongModule.With(("file", file), ("id", manifest.Id), ("assembly", name));
    }

    /// <summary>Reads and checks a manifest; <paramref name="file"/> names it in errors.</summary>
    public static ModuleManifest Read(Stream stream, string file)
    {
        ModuleManifest manifest;
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            manifest = StrictJson.Read<ModuleManifest>(document.RootElement);
        }
        catch (UnknownKeyException unknown)
        {
            throw ModuleErrors.UnknownKey.With(("file", file), ("key", unknown.Key));
        }
        catch (MissingKeyException missing)
        {
            throw ModuleErrors.MissingKey.With(("file", file), ("key", missing.Key));
        }
        catch (JsonException broken)
        {
            throw ModuleErrors.BadManifest.With(("file", file), ("reason", broken.Message));
        }

        CheckIds(manifest, file);
        CheckPlatform(manifest);
        return manifest;
    }

    /// <summary>Modules of others carry a vendor's prefix, and so do their features.</summary>
    public static void CheckVendor(ModuleManifest manifest)
    {
        string[] ids = [manifest.Id, .. manifest.Features.Select(f => f.Id)];
        foreach (var id in ids)
        {
            var own = _ownPrefixes.Any(p => id.StartsWith(p, StringComparison.OrdinalIgnoreCase));
            if (own || !id.Contains('.', StringComparison.Ordinal) || !id.StartsWith(VendorOf(manifest.Id), StringComparison.OrdinalIgnoreCase))
            {
                throw ModuleErrors.NoVendor.With(("module", manifest.Id), ("id", id), ("example", "Acme.Loyalty"));
            }
        }
    }

    /// <summary>The first word of a module's id.</summary>
    public static string VendorOf(string module) => module.Split('.', 2)[0];

    private static void CheckIds(ModuleManifest manifest, string file)
    {
        string[] ids = [manifest.Id, .. manifest.Features.Select(f => f.Id), .. manifest.Features.SelectMany(f => f.Dependencies)];
        if (Array.Find(ids, id => !Ids.IsValid(id)) is { } bad)
        {
            throw ModuleErrors.BadId.With(("file", file), ("id", bad));
        }
    }

    private static void CheckPlatform(ModuleManifest manifest)
    {
        if (!Version.TryParse(manifest.Platform, out var asked))
        {
            throw ModuleErrors.BadManifest.With(("file", manifest.Id), ("reason", $"\"platform\": \"{manifest.Platform}\" is no version such as 0.1."));
        }

        var here = new Version(PlatformVersion.Major, PlatformVersion.Minor);
        if (new Version(asked.Major, asked.Minor) > here)
        {
            throw ModuleErrors.TooNew.With(("module", manifest.Id), ("asked", manifest.Platform), ("platform", here));
        }

        if (asked.Major < here.Major)
        {
            throw ModuleErrors.TooOld.With(("module", manifest.Id), ("asked", manifest.Platform), ("platform", here));
        }
    }
}
