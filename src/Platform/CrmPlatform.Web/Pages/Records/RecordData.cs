using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>Records of another type that point to this one.</summary>
public sealed record RelatedList(ContentType Type, ContentField Field, IReadOnlyList<Column> Columns, QueryPage Rows);

/// <summary>All that the page of a record shows.</summary>
public sealed record RecordData(
    ContentType Type,
    ContentRecord Record,
    IReadOnlyDictionary<RecordRef, RecordLink> Names,
    TimelineData Timeline,
    IReadOnlyList<RelatedList> Related)
{
    private const int RelatedShown = 5;

    /// <summary>Whom it is about: the person or firm that a deal or a visit points to; null where there is none, or the reader may not see it.</summary>
    public (ContentType Type, ContentRecord Record)? Client { get; init; }

    public string Name => Record[Type.NameField] as string ?? "";

    public bool IsBinned => Record[SystemFields.DeletedAt] is not null;

    public Pipeline? PipelineOf(PageContext page) =>
        Type.Has(KnownParts.Staged)
            ? page.Model.FindPipeline(Type.Id, Record[StandardFields.Pipeline] as string) ?? page.Model.PipelinesOf(Type.Id).FirstOrDefault()
            : null;

    public object? Shown(ContentField field) => RecordLinks.Shown(field, Record[field.Id], Names);

    public static async Task<RecordData> ReadAsync(PageContext page, ContentType type, ContentRecord record)
    {
        var names = await RecordLinks.NamesAsync(page, type, record.Values);
        var timeline = await TimelineData.ReadAsync(page, type, record);
        return new RecordData(type, record, names, timeline, await RelatedAsync(page, type, record)) { Client = await ClientAsync(page, type, record) };
    }

    /// <summary>A person before a firm: people are called.</summary>
    private static async Task<(ContentType Type, ContentRecord Record)?> ClientAsync(PageContext page, ContentType type, ContentRecord record)
    {
        if (type.Has(KnownParts.Party))
        {
            return null;
        }

        var clients = from field in type.OrderedFields
                      where field.Type == FieldTypes.Lookup && !field.Hidden && record[field.Id] is long
                      let target = page.Model.Find(field.TargetType ?? "")
                      where target is not null && target.Has(KnownParts.Party) && page.Actor.Can(Permission.ContentView, target)
                      orderby target.PersonName is null
                      select (Type: target, Id: (long)record[field.Id]!);
        foreach (var (target, id) in clients)
        {
            if (await page.Services.GetRequiredService<IContentReader>().FindAsync(page.Actor, target.Id, id, page.Aborted) is { } found)
            {
                return (target, found);
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<RelatedList>> RelatedAsync(PageContext page, ContentType type, ContentRecord record)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        var lists = new List<RelatedList>();
        foreach (var (other, field) in Backward(page, type))
        {
            var columns = Column.For(page, other, Shown(other));
            var query = new ContentQuery
            {
                Type = other.Id,
                Where = Points(field, record),
                Columns = [.. columns.Select(c => c.Path)],
                Sort = ["-" + SystemFields.CreatedAt],
                Limit = RelatedShown,
            };
            lists.Add(new RelatedList(other, field, columns, await reader.QueryAsync(page.Actor, query, page.Aborted)));
        }

        return lists;
    }

    /// <summary>Fields of other types that may point here and that the person may see, in the order of the navigation.</summary>
    internal static IEnumerable<(ContentType Type, ContentField Field)> Backward(PageContext page, ContentType type) =>
        from other in NavItem.InOrder(page)
        where page.Actor.Can(Permission.ContentView, other)
        from field in other.OrderedFields
        where !field.Hidden
            && field.Type is FieldTypes.Lookup or FieldTypes.MultiLookup or FieldTypes.Employee
            && string.Equals(field.TargetType, type.Id, StringComparison.OrdinalIgnoreCase)
        select (other, field);

    private static FieldCondition Points(ContentField field, ContentRecord record) =>
        new(field.Id, field.IsMany ? FilterOperator.Contains : FilterOperator.Equal, JsonSerializer.SerializeToElement(record.Id));

    /// <summary>A related record shows its name, its stage and its amount, or where it has none of them its first two values.</summary>
    private static IEnumerable<string> Shown(ContentType type)
    {
        var stage = type.Has(KnownParts.Staged) ? StandardFields.Stage : null;
        var amount = type.OrderedFields.FirstOrDefault(f => f.Type == FieldTypes.Money && !f.Hidden)?.Id;
        var other = stage is null && amount is null
            ? type.OrderedFields.FirstOrDefault(f => !f.Hidden && f.Id != type.NameField && f.Type is FieldTypes.Phone or FieldTypes.Text or FieldTypes.Date or FieldTypes.DateTime)?.Id
            : null;
        return new[] { type.NameField, stage, amount, other }.OfType<string>();
    }
}
