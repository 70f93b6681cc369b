using System.Globalization;
using System.Text.Json;
using Crm.Notifications.Pages;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Crm.Notifications.Live;

/// <summary>
/// News as server-sent events. A stream begins after the newest one that its page knew, so that nothing is lost between the page
/// and the stream, nor while the connection was down.
/// </summary>
internal sealed class NotificationStream(PageContext page, long after) : IResult
{
    private const int AtOnce = 20;

    private long _last = after;

    /// <summary>Keeps the connection, and looks for what another host has told.</summary>
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(25);

    /// <summary>Then the browser connects again, and proves again who it is.</summary>
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(30);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        using var listener = services.GetRequiredService<NotificationHub>().Listen(services.GetRequiredService<ITenantAccessor>().Current.Name);
        try
        {
            var began = time.GetTimestamp();
            while (time.GetElapsedTime(began) < _life)
            {
                await WriteNewsAsync(response, stop.Token);
                await listener.WaitAsync(_beat, time, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left, or the host stops.
        }
    }

    private async Task WriteNewsAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var news = await Inbox.AfterAsync(page, _last, AtOnce);
        if (news.Count == 0)
        {
            await response.WriteAsync(":\n\n", cancellationToken);
        }

        var unread = news.Count == 0 ? 0 : await Inbox.UnreadAsync(page);
        foreach (var notice in news)
        {
            _last = notice.Id;
            var told = new
            {
                text = Sentences.Of(page, notice),
                link = page.Url(NotificationPages.OpenPath(notice.Id)),
                open = page.T("notifications.open"),
                unread = Sentences.Count(unread),
                label = page.Plural("notifications.bell", unread),
            };
            var id = notice.Id.ToString(CultureInfo.InvariantCulture);
            await response.WriteAsync($"id: {id}\nevent: notice\ndata: {JsonSerializer.Serialize(told)}\n\n", cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
    }
}
