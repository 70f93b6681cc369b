using CrmPlatform.Content;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Localization;
using CrmPlatform.Recipes;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>
/// The lines of a recipe's plan as people read them: "Orders: Opening width" for <c>field Deal.openingWidth</c>. What has no words
/// stands as it is.
/// </summary>
internal sealed class PlanWords(PageContext page, RecipePlan plan)
{
    private readonly IFeatureCatalog _features = page.Services.GetRequiredService<IFeatureCatalog>();

    /// <summary>The kind of thing, and its name.</summary>
    public string Of(string line)
    {
        var space = line.LastIndexOf(' ');
        var (kind, path) = space < 0 ? ("", line) : (line[..space], line[(space + 1)..]);
        var name = kind switch
        {
            "feature" => page.L(_features.Find(path)?.Manifest.Name, path),
            "label" => Renamed(path),
            "view" => ViewName(path),
            "role" => Pick(m => m.Roles.FirstOrDefault(r => Same(r.Id, path))?.Label),
            "navigation" => Pick(m => m.Navigation.FirstOrDefault(n => Same(n.Id, path)) is { } entry ? entry.Label ?? m.Find(entry.Type ?? "")?.PluralLabel : null),
            "type" => Pick(m => m.Find(path)?.PluralLabel),
            _ => Within(path),
        };
        return name is null ? line : page.T($"recipe.kind.{kind.Replace(' ', '-')}", ("name", name));
    }

    private string? Renamed(string path)
    {
        var (was, now) = (Last(plan.Before, path), Last(plan.After, path));
        return was is null || now is null ? null
            : was == now ? Within(path) ?? now
            : $"{was} → {now}";
    }

    private string? ViewName(string id) =>
        Pick(m => m.Views.FirstOrDefault(v => Same(v.Id, id))?.Label) is { } label
            ? Pick(m => m.Find(m.Views.FirstOrDefault(v => Same(v.Id, id))?.Type ?? "")?.PluralLabel) is { } type ? $"{type}: {label}" : label
            : null;

    /// <summary>Type and field, type and section, pipeline and stage: the whole and its part.</summary>
    private string? Within(string path)
    {
        var at = path.LastIndexOfAny(['/', '.']);
        return at > 0 && Last(plan.After, path) is var part && (part ?? Last(plan.Before, path)) is { } name
            && (Last(plan.After, path[..at]) ?? Last(plan.Before, path[..at])) is { } whole
            ? $"{whole}: {name}"
            : null;
    }

    /// <summary>The label of what a path ends in.</summary>
    private string? Last(ContentModel? model, string path)
    {
        var parts = path.Split('/');
        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var (typeId, fieldId) = dot < 0 ? (parts[0], null) : (parts[0][..dot], parts[0][(dot + 1)..]);
        if (model?.Find(typeId) is not { } type)
        {
            return null;
        }

        if (fieldId is not null)
        {
            var field = type.Find(fieldId);
            return Text(parts.Length > 1 ? field?.Choices.FirstOrDefault(c => Same(c.Id, parts[1]))?.Label : field?.Label);
        }

        var pipeline = parts.Length > 1 ? model.FindPipeline(typeId, parts[1]) : null;
        return parts.Length switch
        {
            1 => Text(type.PluralLabel),
            2 => Text(pipeline?.Label ?? type.Sections.FirstOrDefault(s => Same(s.Id, parts[1]))?.Label ?? type.DuplicateKeys.FirstOrDefault(k => Same(k.Id, parts[1]))?.Label),
            _ => Text(pipeline?.Find(parts[2])?.Label ?? pipeline?.LostReasons.Concat(pipeline.WonReasons).FirstOrDefault(r => Same(r.Id, parts[2]))?.Label),
        };
    }

    private string? Pick(Func<ContentModel, LocalizedText?> label) =>
        Text(plan.After is { } after ? label(after) : null) ?? Text(plan.Before is { } before ? label(before) : null);

    private string? Text(LocalizedText? label) => page.L(label) is { Length: > 0 } text ? text : null;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
