using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Records;

/// <summary>A value that a field had, and the change that gave it.</summary>
public sealed record ValueChange(HistoryEntry Entry, object? After);

/// <summary>Who gave a field of a record its values, and why: newest first, back to the record's creation.</summary>
/// <param name="Whole">False: there are older changes than the history was read for.</param>
public sealed record ValueHistoryData(
    ContentType Type,
    ContentRecord Record,
    ContentField Field,
    IReadOnlyList<ValueChange> Changes,
    IReadOnlyDictionary<RecordRef, RecordLink> Names,
    ActWords Words,
    bool Whole)
{
    private const int Reach = 1000;

    public string Name => Record[Type.NameField] as string ?? "";

    /// <summary>The user error <c>content.unknown-field</c> for a field that has no history to show.</summary>
    public static async Task<ValueHistoryData> ReadAsync(PageContext page, ContentType type, ContentRecord record, string name)
    {
        if (type.Find(name) is not { Hidden: false, System: false } field)
        {
            throw PlatformErrors.UnknownField.With(("type", type.Id), ("field", name), ("near", ""));
        }

        var history = await page.Services.GetRequiredService<IHistory>().ReadAsync(page.Actor, type.Id, record.Id, Reach, page.Aborted);
        var changes = Of(field, record, history);
        return new ValueHistoryData(
            type,
            record,
            field,
            changes,
            await RecordLinks.NamesAsync(page, type, changes.Select(c => new KeyValuePair<string, object?>(field.Id, c.After))),
            await ActWords.ForAsync(page, changes.Select(c => c.Entry.ActKind)),
            history.Count < Reach);
    }

    /// <summary>Each change that named the field; below them the creation, with what the oldest of them found.</summary>
    private static List<ValueChange> Of(ContentField field, ContentRecord record, IReadOnlyList<HistoryEntry> history)
    {
        var changes = new List<ValueChange>();
        var first = record[field.Id];
        foreach (var entry in history)
        {
            if (entry.Changes.FirstOrDefault(c => c.Field.Equals(field.Id, StringComparison.OrdinalIgnoreCase)) is { } change)
            {
                changes.Add(new ValueChange(entry, change.After));
                first = change.Before;
            }
            else if (entry.Kind == ChangeOutcome.Created && first is not null)
            {
                changes.Add(new ValueChange(entry, first));
            }
        }

        return changes;
    }
}
