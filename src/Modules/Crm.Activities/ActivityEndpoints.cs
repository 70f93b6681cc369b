using Crm.Activities.Pages;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Crm.Activities;

/// <summary>Addresses of the screens. Who may see or change what is judged by the gates.</summary>
internal static class ActivityEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var signedIn = routes.MapGroup("").RequireAuthorization();
        signedIn.MapGet(MyDayPages.Path, Screens.Show(MyDayPages.ShowAsync));
        signedIn.MapGet(CalendarPages.Path, Screens.Show(CalendarPages.ShowAsync));
        signedIn.MapGet("/activities/{kind}/more", Screens.Show(MoreFields.ShowAsync));
        signedIn.MapPost("/activities/{kind}", Screens.Post(ActivityPages.AddAsync));
        var one = signedIn.MapGroup("/activities/{type}/{id:long}");
        one.MapPost("/done", Screens.Post(ActivityPages.DoneAsync));
        one.MapPost("/next", Screens.Post(ActivityPages.NextAsync));
        one.MapPost("/snooze", Screens.Post(ActivityPages.SnoozeAsync));
        one.MapPost("/move", Screens.Post(ActivityPages.MoveAsync));
        one.MapPost("/assign", Screens.Post(ActivityPages.AssignAsync));
        one.MapGet("/people", Screens.Show(ActivityPages.PeopleAsync));
    }
}
