using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Views;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>Saving, naming, sharing, hiding and deleting views.</summary>
internal static class ViewPages
{
    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, type, ListState.Of(form));
        try
        {
            return await RunAsync(page, data, form["do"].ToString(), form);
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status404NotFound && !page.Request.IsSentByScript())
        {
            return page.Go(data.Address.Url(data.Path), new Flash(page.T(error.Foremost), Bad: true));
        }
    }

    /// <summary>Whether the person may change or delete a view: their own, and shared ones with the right to share.</summary>
    public static bool MayChange(PageContext page, ListView view) =>
        view.Record > 0 && (view.Shared ? page.Actor.Can(Permission.ViewsShare) : view.Mine);

    private static async Task<IResult> RunAsync(PageContext page, ListData data, string what, IFormCollection form)
    {
        var (type, view) = (data.Type, data.View);
        switch (what)
        {
            case "new":
                return await CreateAsync(page, data, form);
            case "save":
                await ChangeAsync(page, view, (SavedViews.Definition, Write(data.Definition)));
                await ForgetColumnsAsync(page, type, view);
                return Back(page, data, view.Id, new Flash(page.T("list.view-saved", ("view", view.Label))));
            case "rename":
                await ChangeAsync(page, view, (SavedViews.Name, NameOf(form)), (SavedViews.Shared, form["shared"] == "true"));
                return page.Go(data.Address.Url(data.Path));
            case "delete":
                var act = await ChangeAsync(page, view);
                return Back(page, data, null, new Flash(page.T("list.view-deleted", ("view", view.Label)), act));
            case "default":
                await PreferAsync(page, data);
                return page.Go(data.Address.Url(data.Path), new Flash(page.T("list.view-first", ("view", view.Label))));
            case "hide":
                await ListViews.SetAsync(page, type, view, preferred: false, hidden: true);
                return Back(page, data, null, new Flash(page.T("list.view-hidden", ("view", view.Label))));
            case "show":
                await ListViews.SetAsync(page, type, view, hidden: false);
                return Back(page, data, view.Id, null);
            default:
                throw ListErrors.BadAct.With();
        }
    }

    private static async Task<IResult> CreateAsync(PageContext page, ListData data, IFormCollection form)
    {
        var (name, definition) = (NameOf(form), Write(data.Definition with { Id = "saved", Label = null }));

        // The same form twice: the view is there already.
        var same = data.Views.FirstOrDefault(v => v.Mine && v.Label == name && Write(v.Definition with { Id = "saved", Label = null }) == definition);
        if (same is not null)
        {
            return Back(page, data, same.Id, null);
        }

        var result = await ListViews.WriteAsync(page, new CreateChange(SavedViews.TypeId, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [SavedViews.Name] = name,
            [SavedViews.List] = data.Type.Id,
            [SavedViews.Owner] = page.Actor.Id,
            [SavedViews.Shared] = form["shared"] == "true",
            [SavedViews.Definition] = definition,
        }));
        var id = result.Results[0].Record.Id.ToString(CultureInfo.InvariantCulture);
        return Back(page, data, id, new Flash(page.T("list.view-saved", ("view", name))));
    }

    /// <summary>Changes the view; without values deletes it.</summary>
    private static async Task<long> ChangeAsync(PageContext page, ListView view, params (string Field, object? Value)[] values)
    {
        if (!MayChange(page, view))
        {
            throw ListErrors.NotYours.With(("view", view.Label));
        }

        Change change = values.Length == 0
            ? new DeleteChange(SavedViews.TypeId, view.Record)
            : new UpdateChange(SavedViews.TypeId, view.Record, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase));
        return (await ListViews.WriteAsync(page, change)).ActId;
    }

    private static async Task PreferAsync(PageContext page, ListData data)
    {
        foreach (var before in data.Views.Where(v => v.Preferred && v.Id != data.View.Id))
        {
            await ListViews.SetAsync(page, data.Type, before, preferred: false);
        }

        await ListViews.SetAsync(page, data.Type, data.View, preferred: true, hidden: false);
    }

    /// <summary>What is saved in the view need not be set beside it.</summary>
    private static Task ForgetColumnsAsync(PageContext page, ContentType type, ListView view) =>
        view.Settings.Columns is null ? Task.CompletedTask : ListViews.SetAsync(page, type, view, view.Settings with { Columns = null });

    private static string Write(ViewDefinition definition) => JsonSerializer.Serialize(definition, DefinitionJson.Options);

    private static string? NameOf(IFormCollection form) => form["name"].ToString().Trim() is { Length: > 0 } name ? name : null;

    private static RedirectHttpResult Back(PageContext page, ListData data, string? view, Flash? flash) =>
        page.Go(new ListState { View = view }.Url(data.Path), flash);
}
