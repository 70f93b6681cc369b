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
        if (page.Actor.Can(Permission.ContentImport))
        {
            places.Insert(0, new(page.T("import.title"), "upload", "/import"));
        }

        if (AdminPlaces.Of(page.Actor).ToList() is [var first, ..])
        {
            places.Add(new(page.T("nav.admin"), "settings", first.Path));
        }

        return places;
    }
}
