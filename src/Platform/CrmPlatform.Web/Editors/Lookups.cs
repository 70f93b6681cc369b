using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Editors;

/// <summary>Finds records by name, for lookup fields.</summary>
internal static class Lookups
{
    public const int Offered = 12;

    /// <summary>Letters of a typed name that are searched for: no name is longer.</summary>
    public const int MaxText = 500;

    /// <summary>Letters of a typed name that a sentence about it shows.</summary>
    private const int Shown = 80;

    private static readonly ErrorCode _several = new("form.name-ambiguous", "\"{name}\" is not the name of one record. Choose which one you mean.", 422);
    private static readonly ErrorCode _none = new("form.name-unknown", "There is no {type} named \"{name}\". Check the name, or create it first.", 422);

    /// <summary>The one record of that name; else a user error with those that may be meant.</summary>
    public static async Task<RecordLink> ResolveAsync(EditorContext editor, string name, CancellationToken cancellationToken)
    {
        var types = TypesOf(editor.Page, editor.Field);
        return await ResolveAsync(editor.Page, types, editor.Label, name, cancellationToken);
    }

    /// <param name="label">What is looked for, in the reader's words, where there are several types.</param>
    public static async Task<RecordLink> ResolveAsync(
        PageContext page, IReadOnlyList<ContentType> types, string label, string name, CancellationToken cancellationToken)
    {
        var exact = name.Length > MaxText ? [] : await NamedAsync(page, types, name, cancellationToken);
        if (exact.Count == 1)
        {
            return exact[0];
        }

        var candidates = exact.Count > 0 ? exact : name.Length > MaxText ? [] : await SearchAsync(page, types, name, cancellationToken);
        throw new AmbiguousNameError(
            candidates.Count > 0 ? _several : _none,
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = Short(name),
                ["type"] = types.Count == 1 ? page.L(types[0].Label, types[0].Id) : label,
            },
            candidates);
    }

    /// <summary>True while a record is still called by the name beside its hidden id: with the script off the id is that of before.</summary>
    public static async Task<bool> IsCalledAsync(PageContext page, RecordRef record, string name, CancellationToken cancellationToken)
    {
        var names = await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, [record], cancellationToken);
        return names.TryGetValue(record, out var link) && string.Equals(link.Name, name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Records of exactly this name, apart from case and accents.</summary>
    public static async Task<List<RecordLink>> NamedAsync(PageContext page, IReadOnlyList<ContentType> types, string name, CancellationToken cancellationToken)
    {
        var exact = new List<RecordLink>();
        foreach (var type in types)
        {
            var equal = new FieldCondition(type.NameField, FilterOperator.Equal, JsonSerializer.SerializeToElement(name));
            exact.AddRange(await FindAsync(page, type, equal, cancellationToken));
        }

        return exact;
    }

    /// <summary>Records whose searchable text holds the words, newest first; the newest of all when there are no words.</summary>
    public static async Task<List<RecordLink>> SearchAsync(PageContext page, IReadOnlyList<ContentType> types, string text, CancellationToken cancellationToken)
    {
        var found = new List<RecordLink>();
        foreach (var type in types)
        {
            FilterNode? where = text.Length switch
            {
                0 => null,
                < 3 => new FieldCondition(type.NameField, FilterOperator.StartsWith, JsonSerializer.SerializeToElement(text)),
                _ => new OrFilter([new SearchFilter(text), new FieldCondition(type.NameField, FilterOperator.StartsWith, JsonSerializer.SerializeToElement(text))]),
            };
            found.AddRange(await FindAsync(page, type, where, cancellationToken));
        }

        return found;
    }

    /// <summary>The types that a field may point to and that the person may see.</summary>
    public static IReadOnlyList<ContentType> TypesOf(PageContext page, ContentField field) =>
        field.Type == FieldTypes.Reference
            ? [.. page.Model.Types.Values.Where(t => !t.Internal && field.TargetPart is not null && t.Has(field.TargetPart))]
            : field.TargetType is not null && page.Model.Find(field.TargetType) is { } target ? [target] : [];

    /// <summary>
    /// Those of a field's types of which a record may be made of a name that is not found. Employees are no such: a mistyped
    /// owner must not become a colleague.
    /// </summary>
    public static IReadOnlyList<ContentType> CreatableOf(PageContext page, ContentField field) =>
        field.Type is FieldTypes.Lookup or FieldTypes.MultiLookup or FieldTypes.Reference
            ? [.. TypesOf(page, field).Where(t => !t.Internal && !t.Id.Equals("Employee", StringComparison.OrdinalIgnoreCase) && MayCreate(page, t))]
            : [];

    /// <summary>What the offer to make a record of a name says.</summary>
    public static string MakeText(PageContext page, ContentType type, string name) =>
        page.T("action.create-named", ("type", page.L(type.Label, type.Id).ToLower(page.Culture)), ("name", Short(name)));

    private static string Short(string name) =>
        name.Length > Shown ? $"{name.AsSpan(0, char.IsHighSurrogate(name[Shown - 1]) ? Shown - 1 : Shown)}…" : name;

    private static bool MayCreate(PageContext page, ContentType type) =>
        page.Actor.Can(Permission.ContentEdit, type);

    private static async Task<List<RecordLink>> FindAsync(PageContext page, ContentType type, FilterNode? where, CancellationToken cancellationToken)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        var query = new ContentQuery { Type = type.Id, Where = where, Columns = [type.NameField], Limit = Offered };
        var rows = await reader.QueryAsync(page.Actor, query, cancellationToken);
        return [.. rows.Rows.Select(r => new RecordLink(type.Id, r.Id, r.Values[0] as string ?? r.Id.ToString(CultureInfo.InvariantCulture)))];
    }
}
