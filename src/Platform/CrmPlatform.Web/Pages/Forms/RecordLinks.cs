using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>The records that values point to.</summary>
internal static class RecordLinks
{
    public static IEnumerable<RecordRef> In(ContentField field, object? value) => value switch
    {
        null => [],
        _ when field.Type is not (FieldTypes.Lookup or FieldTypes.MultiLookup or FieldTypes.Employee or FieldTypes.Reference) => [],
        string text => One(field, text),
        IEnumerable<string> texts => texts.SelectMany(t => One(field, t)),
        IEnumerable<long> ids => ids.SelectMany(id => One(field, id)),
        _ => One(field, value),
    };

    /// <summary>Names of all records that some values point to.</summary>
    public static Task<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(PageContext page, ContentType type, IEnumerable<KeyValuePair<string, object?>> values)
    {
        var records = values
            .SelectMany(pair => type.Find(pair.Key) is { } field ? In(field, pair.Value) : [])
            .ToHashSet();
        return page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, records, page.Aborted);
    }

    /// <summary>The value as cells take it: numbers of records as links, unseen ones left out.</summary>
    public static object? Shown(ContentField field, object? value, IReadOnlyDictionary<RecordRef, RecordLink> names)
    {
        var records = In(field, value).ToList();
        if (records.Count == 0)
        {
            return value;
        }

        var links = records.Select(r => names.GetValueOrDefault(r)).OfType<RecordLink>().ToList();
        return field.IsMany ? links : links.FirstOrDefault();
    }

    /// <summary>The value as one line of text.</summary>
    public static string Text(PageContext page, ContentField field, object? value, IReadOnlyDictionary<RecordRef, RecordLink> names) =>
        In(field, value).ToList() is { Count: > 0 } records
            ? string.Join(", ", records.Select(r => names.TryGetValue(r, out var link) ? link.Name : page.T("value.unseen")))
            : value is bool flag ? page.T(flag ? "value.yes" : "value.no")
            : page.TypeOf(field).Format(value, field, page.Format);

    private static IEnumerable<RecordRef> One(ContentField field, object value) =>
        LookupEditor.RefOf(field, value) is { } record ? [record] : [];
}
