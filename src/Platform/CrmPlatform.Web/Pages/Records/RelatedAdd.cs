using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>The few fields of a record that will point to the one at hand.</summary>
public sealed record RelatedForm(ContentType Of, ContentRecord To, ContentField Field, RecordForm Form);

/// <summary>A new record in a list of the page of another: made in place, from its name and what it cannot be without.</summary>
internal static class RelatedAdd
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, record, other, field) = await FindAsync(page);
        if (!page.IsFragment)
        {
            return page.Go($"/c/{other.Id}/new?{field.Id}={record.Id}");
        }

        var fields = Fields(page, other, field);
        var form = await RecordForm.ShowAsync(page, other, null, fields, FormDefaults.For(page, other, fields));
        form.Token = await FormTokens.NewAsync(page, other);
        return page.View<RelatedAddForm>(new RelatedForm(type, record, field, form));
    }

    public static async Task<IResult> CreateAsync(PageContext page)
    {
        var (type, record, other, field) = await FindAsync(page);
        var form = await RecordForm.SentAsync(page, other, null, Fields(page, other, field));
        var id = FormTokens.Read(page, other, form.Token);
        var (values, _) = await form.ReadAsync();
        values[field.Id] = field.IsMany ? new List<long> { record.Id } : record.Id;
        return await Writing.CreateAsync(page, form, id, values) is { } flash
            ? page.Go(Writing.Path(type, record.Id), flash)
            : page.View<RelatedAddForm>(new RelatedForm(type, record, field, form), StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>All but the one that is filled already.</summary>
    private static IReadOnlyList<ContentField> Fields(PageContext page, ContentType other, ContentField field) =>
        [.. FormFields.Brief(page, other).Where(f => f != field)];

    private static async Task<(ContentType Type, ContentRecord Record, ContentType Other, ContentField Field)> FindAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        var (named, pointing) = (page.Request.RouteValues["other"] as string ?? "", page.Request.RouteValues["field"] as string ?? "");
        var list = RecordData.Backward(page, type)
            .FirstOrDefault(b => b.Type.Id.Equals(named, StringComparison.OrdinalIgnoreCase) && b.Field.Id.Equals(pointing, StringComparison.OrdinalIgnoreCase));
        if (list.Field is null)
        {
            throw PlatformErrors.UnknownField.With(("type", named), ("field", pointing), ("near", ""));
        }

        Writing.Demand(page, Permission.ContentEdit, list.Type);
        return (type, record, list.Type, list.Field);
    }
}
