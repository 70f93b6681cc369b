using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Kernel.Modules;

/// <summary>
/// What a module of others adds to the model carries its vendor's prefix: its types, and its fields on types of others.
/// What it merely changes was defined below it.
/// </summary>
internal static class VendorIds
{
    public static void Check(ModuleDescriptor module, IReadOnlyList<FeatureDescriptor> own, IReadOnlyList<FeatureDescriptor> others)
    {
        var vendor = ManifestReader.VendorOf(module.Id);
        var known = others.SelectMany(f => f.Layers).SelectMany(l => l.Types).ToLookup(t => t.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var type in own.SelectMany(f => f.Layers).SelectMany(l => l.Types))
        {
            if (IsOf(vendor, type.Id))
            {
                continue;
            }

            if (!known.Contains(type.Id))
            {
                throw Missing(module, type.Id, vendor + "Card");
            }

            var fields = known[type.Id].SelectMany(t => t.Fields).Select(f => f.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (type.Fields.FirstOrDefault(f => IsNew(f, fields) && !IsOf(vendor, f.Id)) is { } field)
            {
                throw Missing(module, $"{type.Id}.{field.Id}", $"{vendor.ToLowerInvariant()}Level");
            }
        }
    }

    /// <summary>A field without a type only changes one that a part or another layer brought.</summary>
    private static bool IsNew(FieldDefinition field, HashSet<string> known) => field.Type is not null && !known.Contains(field.Id);

    private static bool IsOf(string vendor, string id) => id.StartsWith(vendor, StringComparison.OrdinalIgnoreCase);

    private static Errors.UserError Missing(ModuleDescriptor module, string id, string example) =>
        ModuleErrors.NoVendor.With(("module", module.Id), ("id", id), ("example", example));
}
