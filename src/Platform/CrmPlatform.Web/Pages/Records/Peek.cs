using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>A value on the small card of a record.</summary>
public sealed record PeekValue(Column Column, object Value);

/// <summary>What the small card tells of a record: which it is, how to reach them, what it is worth, whose it is, what comes next.</summary>
public sealed record PeekData(ContentType Type, long Id, string Name, IReadOnlyList<PeekValue> Values, string? NextStep, DateOnly? NextStepOn);

/// <summary>The small card that a name opens; only what the person may see.</summary>
internal static class Peek
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var (type, record) = await RecordPages.FindAsync(page);
        if (!page.IsFragment)
        {
            return page.Go(Writing.Path(type, record.Id));
        }

        var paths = Paths(page, type).ToList();
        var columns = Column.For(page, type, paths);
        var steps = new[] { StandardFields.NextStep, StandardFields.NextStepOn }.Where(f => type.Find(f) is not null);
        var query = new ContentQuery
        {
            Type = type.Id,
            Where = new FieldCondition(SystemFields.Id, FilterOperator.Equal, JsonSerializer.SerializeToElement(record.Id)),
            Columns = [type.NameField, .. columns.Select(c => c.Path), .. steps],
            Limit = 1,
        };
        var found = await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted);
        return found.Rows is [var row]
            ? page.View<PeekCard>(Data(type, columns, new Boards.CardValues(found, row), record.Id))
            : throw PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", record.Id));
    }

    private static PeekData Data(ContentType type, IReadOnlyList<Column> columns, Boards.CardValues values, long id)
    {
        var shown = columns.Select(c => (Column: c, Value: values[c.Path])).Where(v => v.Value is not null and not "").ToList();

        // One way of a kind is enough: the record's own before those of whom it is about.
        var reach = shown.Where(v => IsReach(v.Column.Field)).DistinctBy(v => v.Column.Field.Type, StringComparer.OrdinalIgnoreCase).ToList();
        return new PeekData(
            type,
            id,
            values[type.NameField] as string ?? "",
            [.. shown.Where(v => !IsReach(v.Column.Field) || reach.Contains(v)).Select(v => new PeekValue(v.Column, v.Value!))],
            values[StandardFields.NextStep] as string,
            values[StandardFields.NextStepOn] as DateOnly?);
    }

    /// <summary>Stage and worth; whom it is about; how to reach them; whose it is.</summary>
    private static IEnumerable<string> Paths(PageContext page, ContentType type)
    {
        var fields = type.OrderedFields.Where(f => !f.Hidden && f.Id != type.NameField).ToList();
        var parties = fields.Where(f => f.Type == FieldTypes.Lookup && PartyOf(page, f) is not null).ToList();
        string?[] head = [type.Has(KnownParts.Staged) ? StandardFields.Stage : null, fields.Find(f => f.Type == FieldTypes.Money)?.Id];
        var reach = fields.Where(IsReach).Select(f => f.Id)
            .Concat(parties.OrderByDescending(f => f.Id.Equals("contact", StringComparison.OrdinalIgnoreCase)).SelectMany(p => PartyOf(page, p)!.OrderedFields.Where(f => !f.Hidden && IsReach(f)).Select(f => $"{p.Id}.{f.Id}")));
        string?[] owner = [fields.Find(f => f.Id.Equals(StandardFields.Owner, StringComparison.OrdinalIgnoreCase))?.Id];
        return head.Concat(parties.Take(2).Select(p => p.Id)).Concat(reach).Concat(owner).OfType<string>();
    }

    private static bool IsReach(ContentField field) => field.Type is FieldTypes.Phone or FieldTypes.Email;

    /// <summary>The type of people or firms that a field points to, where the person may see it.</summary>
    private static ContentType? PartyOf(PageContext page, ContentField field) =>
        field.TargetType is { } id && page.Model.Find(id) is { } type && type.Has(KnownParts.Party)
        && page.Actor.Can(Permission.ContentView, type)
            ? type
            : null;
}
