using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <param name="Options">Id, record, and whether its type is to be told.</param>
/// <param name="Makes">Records that the typed name may become: where their fields come from, and what the offer says.</param>
public sealed record LookupOffer(IReadOnlyList<(string Id, RecordLink Link, bool WithType)> Options, IReadOnlyList<(string Address, string Text)> Makes);

/// <summary>Options of lookup fields while typing.</summary>
internal static class LookupPages
{
    public static async Task<IResult> FieldAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var field = type.Find(page.Request.RouteValues["field"] as string ?? "")
            ?? throw PlatformErrors.UnknownField.With(("type", type.Id), ("field", page.Request.RouteValues["field"]), ("near", ""));
        var found = await Lookups.SearchAsync(page, Lookups.TypesOf(page, field), Text(page), page.Aborted);
        var options = found.Select(l => (LookupEditor.IdOf(field, l.Record()), l, Lookups.TypesOf(page, field).Count > 1)).ToList();
        return page.View<LookupOptions>(new LookupOffer(options, Makes(page, type, field, found)));
    }

    /// <summary>The few fields of a record that is created from within the form, for the name that was typed.</summary>
    public static async Task<IResult> NewAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var field = type.Find(page.Request.RouteValues["field"] as string ?? "");
        var made = field is null ? null : Lookups.CreatableOf(page, field).FirstOrDefault(t => t.Id.Equals(page.Request.Query["as"], StringComparison.OrdinalIgnoreCase));
        return made is null
            ? throw PlatformErrors.Forbidden.With(("permission", Permission.ContentEdit))
            : page.View<WithinForm>(await RecordForm.WithinAsync(page, field!, made, Text(page)));
    }

    /// <summary>Nothing is made of a name that is there already.</summary>
    private static List<(string Address, string Text)> Makes(PageContext page, ContentType type, ContentField field, List<RecordLink> found) =>
        Text(page) is { Length: > 0 and < Lookups.MaxText } name && page.Request.Query.ContainsKey("new")
            ? [.. Lookups.CreatableOf(page, field).Where(t => !found.Any(f => f.Type == t.Id && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).Select(t => (
                page.Url($"/lookup/{type.Id}/{field.Id}/new?as={t.Id}&q={Uri.EscapeDataString(name)}"),
                Lookups.MakeText(page, t, name)))]
            : [];

    public static async Task<IResult> TypeAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var found = await Lookups.SearchAsync(page, [type], Text(page), page.Aborted);
        var options = found.Select(l => (l.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), l, false)).ToList();
        if (page.Request.Query.ContainsKey("me") && Text(page).Length == 0)
        {
            options.Insert(0, ("me", new RecordLink(type.Id, 0, page.T("value.me")), false));
        }

        return page.View<LookupOptions>(new LookupOffer(options, []));
    }

    private static string Text(PageContext page)
    {
        var text = page.Request.Query["q"].ToString().Trim();
        return text.Length > Lookups.MaxText ? text[..Lookups.MaxText] : text;
    }
}
