using CrmPlatform.Kernel.Modules;
using CrmPlatform.Recipes;

namespace CrmPlatform.Web.Shell;

/// <summary>Acts in words: kinds, the names of recipes and features behind their ids, and the platform itself as an actor.</summary>
public sealed class ActWords
{
    private readonly PageContext _page;
    private readonly IReadOnlyDictionary<string, string> _named;

    private ActWords(PageContext page, IReadOnlyDictionary<string, string> named)
    {
        _page = page;
        _named = named;
    }

    /// <summary>Words for acts of these kinds; recipes are read only where one of them is spoken of.</summary>
    public static async Task<ActWords> ForAsync(PageContext page, IEnumerable<string> kinds)
    {
        ArgumentNullException.ThrowIfNull(page);
        var named = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (kinds.Any(k => k is "recipe" or "undo" or "system"))
        {
            foreach (var feature in page.Services.GetRequiredService<IFeatureCatalog>().Features)
            {
                named[feature.Id] = page.L(feature.Manifest.Name, feature.Id);
            }

            foreach (var recipe in await page.Services.GetRequiredService<IRecipes>().ListAsync(page.Aborted))
            {
                named[recipe.Id] = page.L(recipe.Name, recipe.Id);
            }
        }

        return new ActWords(page, named);
    }

    public string Kind(string kind) => Known($"act.{kind}") ?? kind;

    /// <summary>What an act was about: the file, the recipe by its name, the kind that an undo took back.</summary>
    public string Title(string kind, string? title) =>
        string.IsNullOrEmpty(title) ? ""
        : _named.TryGetValue(title, out var name) ? name
        : kind == "undo" && Known($"act.{title}") is { } undone ? undone
        : kind is "bulk" or "export" or "undo" ? _page.TitleOf(title)
        : title;

    /// <summary>How a change came about, when not by an ordinary form; else empty.</summary>
    public string Cause(string kind, string? title)
    {
        var key = $"history.by.{kind}";
        var text = _page.T(key, ("title", Title(kind, title)));
        return text == key ? "" : text;
    }

    public string Actor(string name) => name == Content.Actor.System.Name ? _page.T("act.system") : name;

    private string? Known(string key)
    {
        var text = _page.T(key);
        return text == key ? null : text;
    }
}
