using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Hosting;
using CrmPlatform.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Acme.Loyalty.Endpoints;

/// <summary>How many points a contact has on all cards: <c>GET /acme.loyalty/points/{contact}</c>.</summary>
internal static class PointsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/points/{contact:long}", AnswerAsync).RequireRight(Permission.ContentView);

    private static async Task AnswerAsync(HttpContext context)
    {
        var contact = long.Parse((string)context.GetRouteValue("contact")!, CultureInfo.InvariantCulture);
        var actor = context.Features.GetRequiredFeature<IActorFeature>().Actor;
        var query = new ContentQuery
        {
            Type = LoyaltyTypes.Card,
            Where = new FieldCondition("contact", FilterOperator.Equal, System.Text.Json.JsonSerializer.SerializeToElement(contact)),
            Aggregates = [new Aggregate("sum", "points")],
        };
        var reader = context.RequestServices.GetRequiredService<IContentReader>();
        var page = await reader.QueryAsync(actor, query, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new { contact, points = page.Rows[0].Values[0] ?? 0 }, context.RequestAborted);
    }
}
