using CrmPlatform.Content;

namespace CrmPlatform.Web.Shell;

/// <summary>A page of the platform itself that the person may open.</summary>
/// <param name="Path">Below the tenant's root.</param>
public sealed record ShellPlace(string Label, string Icon, string Path)
{
    public static IReadOnlyList<ShellPlace> For(PageContext page)
    {
        List<ShellPlace> places =
        [
            new(page.T("nav.acts"), "history", "/acts"),
            new(page.T("nav.bin"), "trash", "/bin"),
        ];
        if (page.Actor.Can(Permission.FeaturesManage) || page.Actor.Can(Permission.RecipesManage))
        {
            places.Add(new(page.T("nav.admin"), "settings", "/admin"));
        }

        return places;
    }
}
