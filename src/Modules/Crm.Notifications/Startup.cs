using Crm.Notifications.Components;
using Crm.Notifications.Live;
using Crm.Notifications.Pages;
using CrmPlatform.Content;
using CrmPlatform.Events;
using CrmPlatform.Modules;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Notifications;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<NotificationTypes>()
        .Extend<IRecordAccess, NotificationAccess>()
        .Extend<ITopBarItem, BellItem>()
        .On<ContentChanged, WakeStreams>()
        .On<WorkEnded, TellOfWork>()
        .Services(services => services.AddSingleton<NotificationHub>())
        .Endpoints(Map, unique: true);

    /// <summary>Everybody who is signed in has notifications: their own.</summary>
    private static void Map(IEndpointRouteBuilder routes)
    {
        var signedIn = routes.MapGroup(NotificationPages.Path).RequireAuthorization();
        signedIn.MapGet("", Screens.Show(NotificationPages.ShowAsync));
        signedIn.MapGet("/{id:long}", Screens.Show(NotificationPages.OpenAsync));
        signedIn.MapGet("/stream", Screens.Show(NotificationPages.StreamAsync));
        signedIn.MapPost("/read", Screens.Post(NotificationPages.ReadAllAsync));
    }
}
