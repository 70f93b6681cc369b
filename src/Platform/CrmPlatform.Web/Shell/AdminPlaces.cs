using CrmPlatform.Content;
using CrmPlatform.Web.Pages.Admin;

namespace CrmPlatform.Web.Shell;

/// <summary>The pages of the settings, each with the right that opens it.</summary>
internal static class AdminPlaces
{
    private static readonly (string Path, string Key, string Right)[] _all =
    [
        ("/admin", "admin.features", Permission.FeaturesManage),
        ("/admin/recipes", "admin.recipes", Permission.RecipesManage),
        ("/admin/accounts", "admin.accounts", Permission.AccountsManage),
        (FirmPages.Path, "admin.firm", Permission.FirmManage),
        ("/admin/rates", "admin.rates", Permission.RatesManage),
        ("/admin/health", "admin.health", Permission.FeaturesManage),
    ];

    public static IEnumerable<(string Path, string Key, string Right)> Of(Actor actor) => _all.Where(p => actor.Can(p.Right));
}
