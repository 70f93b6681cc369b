using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Creating and editing a record in a form.</summary>
internal static class FormPages
{
    public static async Task<IResult> NewAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var fields = FormFields.Of(page, type, isNew: true);
        var form = (await RecordForm.ShowAsync(page, type, null, fields, FormDefaults.For(page, type, fields))).WithCreating();
        form.Token = await FormTokens.NewAsync(page, type);
        return page.View<FormPage>(form);
    }

    public static async Task<IResult> CreateAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var form = (await RecordForm.SentAsync(page, type, null, FormFields.Of(page, type, isNew: true))).WithCreating();
        var id = FormTokens.Read(page, type, form.Token);
        if (await form.IsAskedAsync())
        {
            return page.View<FormPage>(form);
        }

        var (values, _) = await form.ReadAsync();
        var then = form.Values.Text(RecordForm.ThenInput) == "task" ? "#task" : "";
        return await Writing.CreateAsync(page, form, id, values) is { } flash ? page.Go(Writing.Path(type, id) + then, flash) : Again(page, form);
    }

    public static async Task<IResult> EditAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var form = await RecordForm.ShowAsync(page, type, record, FormFields.Of(page, type, isNew: false), record.Values);
        return page.View<FormPage>(form.WithCreating());
    }

    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var form = (await RecordForm.SentAsync(page, type, record, FormFields.Of(page, type, isNew: false))).WithCreating();
        if (await form.IsAskedAsync())
        {
            return page.View<FormPage>(form);
        }

        var (values, before) = await form.ReadAsync();
        if (!form.IsValid)
        {
            return Again(page, form);
        }

        if (values.Count == 0)
        {
            return page.Go(Writing.Path(type, record.Id));
        }

        if (await form.MeetsOthersAsync(values))
        {
            return Again(page, form);
        }

        var change = new UpdateChange(type.Id, record.Id, values, form.Version, before);
        return await Writing.TryAsync(page, form, change, "form") is { } result
            ? page.Go(Writing.Path(type, record.Id), Writing.Saved(page, result, "flash.saved"))
            : Again(page, form);
    }

    /// <summary>The fields of a form as they are after one changed that conditions look at; nothing is saved.</summary>
    public static async Task<IResult> FieldsAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var record = page.Request.RouteValues.ContainsKey("id") ? (await RecordPages.FindAsync(page)).Record : null;
        var form = (await RecordForm.SentAsync(page, type, record, FormFields.Of(page, type, record is null))).WithCreating();
        if (record is null)
        {
            form.FillAppeared(form.Values);
        }

        return page.View<FormBody>(form);
    }

    private static RazorComponentResult Again(PageContext page, RecordForm form) =>
        page.View<FormPage>(form, form.Conflict is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
}
