using CrmPlatform.Content.Definitions;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>What a feature adds, in words, read from its declaration.</summary>
internal static class FeatureAdds
{
    public static IReadOnlyList<(string Kind, IReadOnlyList<string> Names)> Of(PageContext page, FeatureDescriptor feature)
    {
        var layers = feature.Layers;
        var types = layers.SelectMany(l => l.Types).ToList();
        (string, IReadOnlyList<string>)[] all =
        [
            ("admin.adds.types", [.. types.Where(t => t.Label is not null).Select(t => page.L(t.PluralLabel ?? t.Label, t.Id))]),
            ("admin.adds.fields", [.. types.Where(t => t.Label is null).SelectMany(t => t.Fields.Select(f => $"{TypeName(page, t)}: {page.L(f.Label, f.Id)}"))]),
            ("admin.adds.pipelines", [.. layers.SelectMany(l => l.Pipelines).Select(p => page.L(page.Model.Pipelines.FirstOrDefault(known => known.Id == p.Id && known.Type == p.Type)?.Label ?? p.Label, p.Id))]),
            ("admin.adds.views", [.. layers.SelectMany(l => l.Views).GroupBy(v => v.Type, StringComparer.OrdinalIgnoreCase).Select(ofType => $"{TypesName(page, types, ofType.Key)}: {string.Join(", ", ofType.Select(v => page.L(v.Label, v.Id)))}")]),
            ("admin.adds.rights", [.. feature.Contributions.OfType<PermissionsContribution>().SelectMany(c => c.Permissions).Select(p => page.L(p.Label, p.Id))]),
            ("admin.adds.upgrades", [.. feature.Contributions.OfType<UpgradeContribution>().Select(u => u.Title)]),
        ];
        return [.. all.Where(a => a.Item2.Count > 0)];
    }

    /// <summary>By the model where the type is there, else as the feature would bring it.</summary>
    private static string TypesName(PageContext page, IReadOnlyList<TypeDefinition> types, string? id)
    {
        var (type, brought) = (page.Model.Find(id ?? ""), types.FirstOrDefault(t => t.Id == id));
        return page.L(type?.PluralLabel ?? type?.Label ?? brought?.PluralLabel ?? brought?.Label, id ?? "");
    }

    private static string TypeName(PageContext page, TypeDefinition type) => page.L(page.Model.Find(type.Id)?.Label, type.Id);
}
