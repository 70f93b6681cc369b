using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Shell;

namespace Crm.Notifications.Components;

/// <param name="Newest">The number of the newest notification; the stream goes on after it.</param>
public sealed record BellData(int Unread, long Newest);

/// <summary>The bell in the top bar.</summary>
public sealed class BellItem : ITopBarItem
{
    public async Task<PagePiece?> ForAsync(PageContext page) =>
        new(typeof(Bell), new BellData(await Inbox.UnreadAsync(page), await Inbox.NewestAsync(page)));
}
