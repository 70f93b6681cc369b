using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Web.Shell;

/// <summary>An entry of the rail.</summary>
/// <param name="Path">Below the tenant's root.</param>
/// <param name="Key">The letter after <c>g</c> that opens it.</param>
public sealed record NavItem(string Label, string Icon, string Path, string? Group, bool Current, ContentType? Type, char? Key)
{
    /// <summary>The navigation of the model that the person may see, in order.</summary>
    public static IReadOnlyList<NavItem> For(PageContext page)
    {
        var path = page.Request.Path.Value ?? "/";
        var items = new List<NavItem>();
        var keys = new HashSet<char>();
        foreach (var entry in page.Model.Navigation.OrderBy(n => n.Order ?? 1000))
        {
            if (Make(page, entry, path, keys) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static NavItem? Make(PageContext page, NavigationDefinition entry, string path, HashSet<char> keys)
    {
        var type = entry.Type is null ? null : page.Model.Find(entry.Type);
        var permitted = (entry.Permission is null || page.Actor.Can(entry.Permission)) && (type is null || page.Actor.Can(Permission.ContentView, type));
        if (!permitted || (entry.Type is not null && type is null) || (type is null && entry.Path is null))
        {
            return null;
        }

        var target = type is null ? entry.Path! : TypePath(page, type);
        var root = type is null ? target : $"/c/{type.Id}";
        var label = page.L(entry.Label, page.L(type?.PluralLabel, entry.Id));
        var letter = (type?.Id ?? entry.Id).ToLowerInvariant().Cast<char?>().FirstOrDefault(c => char.IsAsciiLetter(c!.Value) && keys.Add(c.Value));
        return new NavItem(label, entry.Icon ?? Components.Icons.Of(type), target, page.L(entry.Group is null ? null : GroupLabel(page, entry.Group)), IsAt(path, root), type, letter);
    }

    /// <summary>The types that have screens, in the order of the navigation.</summary>
    public static IEnumerable<ContentType> InOrder(PageContext page) =>
        page.Model.Types.Values
            .Where(t => !t.Internal)
            .OrderBy(t => page.Model.Navigation.FirstOrDefault(n => string.Equals(n.Type, t.Id, StringComparison.OrdinalIgnoreCase))?.Order ?? 1000)
            .ThenBy(t => t.Id, StringComparer.Ordinal);

    /// <summary>A staged type opens as its board, others as their list.</summary>
    public static string TypePath(PageContext page, ContentType type) =>
        type.Has(KnownParts.Staged) && page.Model.PipelinesOf(type.Id).FirstOrDefault() is { } pipeline
            ? $"/c/{type.Id}/board/{pipeline.Id}"
            : $"/c/{type.Id}";

    private static Localization.LocalizedText GroupLabel(PageContext page, string group)
    {
        var key = $"nav.group.{group.ToLowerInvariant()}";
        var text = page.T(key);
        return text == key ? group : text;
    }

    private static bool IsAt(string path, string root) =>
        path.Equals(root, StringComparison.OrdinalIgnoreCase)
        || (root.Length > 1 && path.StartsWith(root + "/", StringComparison.OrdinalIgnoreCase));
}
