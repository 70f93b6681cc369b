using CrmPlatform.Content;
using CrmPlatform.Content.Duplicates;
using CrmPlatform.Errors;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Records that may be the one that is being typed in.</summary>
/// <param name="For">The field of an outer form that could point to one of them instead; null: there is none.</param>
/// <param name="Whole">That field names the type too: <c>Company/12</c>.</param>
/// <param name="Asks">The form was sent: it is for the person to say that another is meant.</param>
/// <param name="Here">The form stands in a list of another record, which can take the one that was found instead.</param>
public sealed record SameData(ContentType Type, IReadOnlyList<DuplicateMatch> Matches, string? For = null, bool Whole = false, bool Asks = false, bool Here = false);

/// <summary>What the duplicate keys of a type find while a form is filled in; only what the person may see.</summary>
internal static class SamePages
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        Writing.Demand(page, Permission.ContentEdit, type);
        var record = page.Request.RouteValues.ContainsKey("id") ? (await RecordPages.FindAsync(page)).Record : null;
        var form = await RecordForm.SentAsync(page, type, null, KeyFields(type));
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in form.Fields)
        {
            values[field.Id] = await ReadAsync(form.Editor(field), record?[field.Id], page.Aborted);
        }

        var found = await FindAsync(page, type, values, record);
        var outer = page.Request.Query["for"].ToString();
        return page.View<SameNote>(new SameData(type, found, outer.Length > 0 ? outer : null, page.Request.Query.ContainsKey("whole"), Here: page.Request.Query.ContainsKey("here")));
    }

    /// <summary>Fields that people fill and that tell records apart.</summary>
    public static IReadOnlyList<ContentField> KeyFields(ContentType type) =>
        [.. type.DuplicateKeys.SelectMany(k => k.Fields).DistinctBy(f => f.Id, StringComparer.OrdinalIgnoreCase).Where(FormFields.IsEditable)];

    /// <summary>Those of them that are asked first: small forms ask for them too.</summary>
    public static IEnumerable<ContentField> Telling(ContentType type) => KeyFields(type).Where(f => f.Definition.Essential == true);

    /// <summary>Records that agree in a key; of a record that is there already, only in keys that it is about to change.</summary>
    /// <param name="reserved">The id of a record that is being created.</param>
    public static async Task<IReadOnlyList<DuplicateMatch>> FindAsync(
        PageContext page, ContentType type, IReadOnlyDictionary<string, object?> values, ContentRecord? record, long? reserved = null)
    {
        if (type.DuplicateKeys.Count == 0 || !page.Actor.Can(Permission.ContentView, type))
        {
            return [];
        }

        var found = await page.Services.GetRequiredService<IDuplicates>().FindAsync(page.Actor, type.Id, values, record?.Id ?? reserved, page.Aborted);
        return [.. found.Where(m => record is null || m.Key.Fields.Any(f => values.ContainsKey(f.Id) && !Equals(values[f.Id], record[f.Id])))];
    }

    /// <summary>What was typed so far; half a number is none.</summary>
    private static async Task<object?> ReadAsync(EditorContext editor, object? stored, CancellationToken cancellationToken)
    {
        try
        {
            return editor.Editor.Inputs(editor.Field).Any(editor.Values.Has) ? await editor.Editor.ReadAsync(editor, cancellationToken) : stored;
        }
        catch (UserError)
        {
            return null;
        }
    }
}
