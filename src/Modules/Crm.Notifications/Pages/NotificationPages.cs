using System.Globalization;
using Crm.Notifications.Components;
using Crm.Notifications.Live;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Notifications.Pages;

/// <summary>A page of what was told.</summary>
/// <param name="Names">Of the records that notifications are about and that the reader may see.</param>
public sealed record NotificationsData(IReadOnlyList<Notice> Notices, IReadOnlyDictionary<RecordRef, RecordLink> Names, string? Next)
{
    public string? About(Notice notice) => notice.AboutRecord is { } record && Names.TryGetValue(record, out var link) ? link.Name : null;
}

internal static class NotificationPages
{
    public const string Path = "/notifications";
    private const int Shown = 50;

    public static string OpenPath(long id) => $"{Path}/{id.ToString(CultureInfo.InvariantCulture)}";

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var cursor = page.Request.Query["cursor"].ToString() is { Length: > 0 } asked ? asked : null;
        var (notices, next) = await Inbox.ListAsync(page, Shown, cursor);
        var about = notices.Select(n => n.AboutRecord).OfType<RecordRef>().ToHashSet();
        var names = await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, about, page.Aborted);
        return page.View<NotificationsPage>(new NotificationsData(notices, names, next));
    }

    /// <summary>Opens what a notification is about. Reading is no harm that a foreign page could do, so a link may mark it.</summary>
    public static async Task<IResult> OpenAsync(PageContext page)
    {
        var id = long.TryParse(page.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var link = (await Inbox.FindAsync(page, id))?.Link;
        await Inbox.MarkReadAsync(page, id);
        return page.Go(link is ['/', not ('/' or '\\'), ..] ? link : Path);
    }

    public static async Task<IResult> ReadAllAsync(PageContext page)
    {
        await Inbox.MarkReadAsync(page, null);
        return page.Go(Path);
    }

    public static Task<IResult> StreamAsync(PageContext page)
    {
        string last = page.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : page.Request.Query["after"].ToString();
        var after = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        return Task.FromResult<IResult>(new NotificationStream(page, after));
    }
}
