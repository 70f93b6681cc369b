using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>The few fields of a record that will point to the one at hand.</summary>
public sealed record RelatedForm(ContentType Of, ContentRecord To, ContentField Field, RecordForm Form);

/// <summary>A new record in a list of the page of another: made in place, from its name and what it cannot be without.</summary>
internal static class RelatedAdd
{
    /// <summary>A button that takes a record that is there already instead of making another: its id.</summary>
    public const string LinkInput = "~link";

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, record, other, field) = await FindAsync(page);
        if (!page.IsFragment)
        {
            return page.Go($"/c/{other.Id}/new?{field.Id}={record.Id}");
        }

        var fields = Fields(page, other, field);
        var form = (await RecordForm.ShowAsync(page, other, null, fields, FormDefaults.For(page, other, fields))).WithCreating();
        form.Token = await FormTokens.NewAsync(page, other);
        return page.View<RelatedAddForm>(new RelatedForm(type, record, field, form));
    }

    public static async Task<IResult> CreateAsync(PageContext page)
    {
        var (type, record, other, field) = await FindAsync(page);
        var form = (await RecordForm.SentAsync(page, other, null, Fields(page, other, field))).WithCreating();
        var id = FormTokens.Read(page, other, form.Token);
        return !await form.IsAskedAsync() && await AddAsync(page, form, id, field, record) is { } flash
            ? page.Go(Writing.Path(type, record.Id), flash)
            : page.View<RelatedAddForm>(new RelatedForm(type, record, field, form), StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Flash?> AddAsync(PageContext page, RecordForm form, long id, ContentField field, ContentRecord to)
    {
        if (form.Values.Text(LinkInput) is { Length: > 0 } found)
        {
            return await LinkAsync(page, form, found, field, to);
        }

        var (values, _) = await form.ReadAsync();
        values[field.Id] = field.IsMany ? new List<long> { to.Id } : to.Id;
        return await Writing.CreateAsync(page, form, id, values);
    }

    /// <summary>A record that was found points here from now on.</summary>
    private static async Task<Flash?> LinkAsync(PageContext page, RecordForm form, string found, ContentField field, ContentRecord to)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        var record = long.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? await reader.FindAsync(page.Actor, form.Type.Id, id, page.Aborted) : null;
        if (record is null)
        {
            throw PlatformErrors.NotFound.With(("type", page.L(form.Type.Label, form.Type.Id)), ("id", found));
        }

        object value = field.IsMany ? (List<long>)[.. (record[field.Id] as IEnumerable<long> ?? []).Append(to.Id).Distinct()] : to.Id;

        // A list of links is written whole: one that a colleague made meanwhile must not be lost with it.
        var change = new UpdateChange(form.Type.Id, id, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [field.Id] = value }, field.IsMany ? record.Version : null);
        return await Writing.TryAsync(page, form, change, "form") is { } result ? Writing.Saved(page, result, "flash.saved") : null;
    }

    /// <summary>All but the one that is filled already.</summary>
    private static IReadOnlyList<ContentField> Fields(PageContext page, ContentType other, ContentField field) =>
        [.. FormFields.Brief(page, other, telling: true).Where(f => f != field)];

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
