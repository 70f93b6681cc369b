using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>Options of lookup fields while typing.</summary>
internal static class LookupPages
{
    private const int MaxText = 200;

    public static async Task<IResult> FieldAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var field = type.Find(page.Request.RouteValues["field"] as string ?? "")
            ?? throw PlatformErrors.UnknownField.With(("type", type.Id), ("field", page.Request.RouteValues["field"]), ("near", ""));
        var found = await Lookups.SearchAsync(page, Lookups.TypesOf(page, field), Text(page), page.Aborted);
        return page.View<LookupOptions>(found.Select(l => (LookupEditor.IdOf(field, l.Record()), l, Lookups.TypesOf(page, field).Count > 1)).ToList());
    }

    public static async Task<IResult> TypeAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var found = await Lookups.SearchAsync(page, [type], Text(page), page.Aborted);
        var options = found.Select(l => (l.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), l, false)).ToList();
        if (page.Request.Query.ContainsKey("me") && Text(page).Length == 0)
        {
            options.Insert(0, ("me", new RecordLink(type.Id, 0, page.T("value.me")), false));
        }

        return page.View<LookupOptions>(options);
    }

    private static string Text(PageContext page)
    {
        var text = page.Request.Query["q"].ToString().Trim();
        return text.Length > MaxText ? text[..MaxText] : text;
    }
}
