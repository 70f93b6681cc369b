using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using F = Crm.Notifications.NotificationTypes.Fields;

namespace Crm.Notifications;

/// <summary>Something that was told to somebody.</summary>
public sealed record Notice(long Id, string Name, string Kind, string? Link, string? About, DateTimeOffset? At, DateTimeOffset CreatedAt, bool IsRead)
{
    /// <summary>The record that it is about.</summary>
    public RecordRef? AboutRecord => RecordRef.Parse(About);
}

/// <summary>What was told to the person of a page. Everybody may read their own, so it is read as the platform, for them alone.</summary>
internal static class Inbox
{
    /// <summary>More are not counted.</summary>
    public const int MostCounted = 99;

    public static async Task<int> UnreadAsync(PageContext page) =>
        (await ReadAsync(page, [NotRead()], MostCounted + 1, null)).Notices.Count;

    /// <summary>Newest first.</summary>
    public static Task<(IReadOnlyList<Notice> Notices, string? Next)> ListAsync(PageContext page, int limit, string? cursor) => ReadAsync(page, [], limit, cursor);

    /// <summary>Those that came after one, oldest first.</summary>
    public static async Task<IReadOnlyList<Notice>> AfterAsync(PageContext page, long after, int limit) =>
        [.. (await ReadAsync(page, [new FieldCondition(SystemFields.Id, FilterOperator.Greater, JsonSerializer.SerializeToElement(after)), NotRead()], limit, null)).Notices.Reverse()];

    public static async Task<Notice?> FindAsync(PageContext page, long id) =>
        (await ReadAsync(page, [new FieldCondition(SystemFields.Id, FilterOperator.Equal, JsonSerializer.SerializeToElement(id))], 1, null)).Notices is [var only, ..] ? only : null;

    /// <summary>The number of the newest; 0 when there is none.</summary>
    public static async Task<long> NewestAsync(PageContext page) =>
        (await ReadAsync(page, [], 1, null)).Notices is [var newest, ..] ? newest.Id : 0;

    /// <summary>Marks one, or all, as read.</summary>
    public static async Task MarkReadAsync(PageContext page, long? id)
    {
        FilterNode[] which = id is { } one ? [NotRead(), new FieldCondition(SystemFields.Id, FilterOperator.Equal, JsonSerializer.SerializeToElement(one))] : [NotRead()];
        var (unread, _) = await ReadAsync(page, which, ContentQuery.MaxLimit, null);
        if (unread.Count == 0)
        {
            return;
        }

        var now = page.Now;
        await page.Services.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet
            {
                Actor = Actor.System,
                Act = new ActInfo(NotificationTypes.ActKind),
                Changes = [.. unread.Select(n => new UpdateChange(NotificationTypes.Notification, n.Id, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [F.ReadAt] = now }))],
            },
            page.Aborted);
    }

    private static FieldCondition NotRead() => new(F.ReadAt, FilterOperator.Empty, null);

    private static async Task<(IReadOnlyList<Notice> Notices, string? Next)> ReadAsync(PageContext page, FilterNode[] where, int limit, string? cursor)
    {
        var query = new ContentQuery
        {
            Type = NotificationTypes.Notification,
            Where = new AndFilter([NotificationTypes.For(page.Actor), .. where]),
            Columns = ["name", F.Kind, F.Link, F.About, F.At, SystemFields.CreatedAt, F.ReadAt],
            Sort = ["-" + SystemFields.Id],
            Limit = limit,
            Cursor = cursor,
        };
        var found = await page.Services.GetRequiredService<IContentReader>().QueryAsync(Actor.System, query, page.Aborted);
        return ([.. found.Rows.Select(Make)], found.NextCursor);
    }

    private static Notice Make(QueryRow row) => new(
        row.Id,
        row.Values[0] as string ?? "",
        row.Values[1] as string ?? "",
        row.Values[2] as string,
        row.Values[3] as string,
        row.Values[4] as DateTimeOffset?,
        row.Values[5] as DateTimeOffset? ?? default,
        row.Values[6] is not null);
}
