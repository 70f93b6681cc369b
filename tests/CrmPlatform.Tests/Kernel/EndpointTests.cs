using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class EndpointTests
{
    [Fact]
    public void Endpoints_live_under_their_feature_unless_declared_unique()
    {
        var (endpoints, _) = Map(
            Feature("Acme.Deals", r => r.MapGet("/list", Nothing)),
            Feature("Acme.Front", r => r.MapGet("/front", Nothing), unique: true));
        Assert.Equal(["/acme.deals/list", "/front"], endpoints.Select(e => e.RoutePattern.RawText!.Replace("//", "/", StringComparison.Ordinal)));
        Assert.Equal(["Acme.Deals", "Acme.Front"], endpoints.Select(e => e.Metadata.GetMetadata<FeatureEndpointMetadata>()!.Feature));
    }

    [Fact]
    public void Two_equal_routes_stop_the_start_whatever_their_parameters_are_called()
    {
        var error = Assert.Throws<UserError>(() => Map(
            Feature("A", r => r.MapGet("/x/{id:long}", Nothing), unique: true),
            Feature("B", r => r.MapGet("/X/{key:long}", Nothing), unique: true)));
        Assert.Equal(("module.route-taken", "A", "B"), (error.Id, error.Args["first"], error.Args["second"]));
    }

    [Fact]
    public void A_unique_route_may_not_take_one_of_the_platform()
    {
        var error = Assert.Throws<UserError>(() => Map(Feature("A", r => r.MapGet("/platform", Nothing), unique: true)));
        Assert.Equal("the platform", error.Args["first"]);
    }

    [Fact]
    public void Routes_that_differ_by_method_or_constraint_are_two()
    {
        var (endpoints, _) = Map(
            Feature("A", r => r.MapGet("/x/{id:long}", Nothing), unique: true),
            Feature("B", r => r.MapPost("/x/{id:long}", Nothing), unique: true),
            Feature("C", r => r.MapGet("/x/{id:alpha}", Nothing), unique: true));
        Assert.Equal(3, endpoints.Count);
    }

    [Fact]
    public void A_module_of_others_that_takes_a_route_or_hides_who_may_call_is_set_aside_with_what_needs_it()
    {
        var (endpoints, setAside) = Map(
            Feature("A", r => r.MapGet("/x", Nothing), unique: true),
            Feature("Acme.Thief", r => r.MapGet("/x", Nothing).AllowAnonymous(), unique: true, foreign: true),
            Feature("Acme.Needs", r => r.MapGet("/y", Nothing).AllowAnonymous(), foreign: true, needs: "Acme.Thief"),
            Feature("Acme.Silent", r => r.MapGet("/z", Nothing), foreign: true));
        Assert.Equal("A", Assert.Single(endpoints).Metadata.GetMetadata<FeatureEndpointMetadata>()!.Feature);
        Assert.Equal(["module.no-right", "module.route-taken"], setAside.All.Select(m => m.Error.Id).Order(StringComparer.Ordinal));
    }

    private static Task Nothing(HttpContext context) => Task.CompletedTask;

    private static FeatureDescriptor Feature(string id, Action<IEndpointRouteBuilder> map, bool unique = false, bool foreign = false, string? needs = null)
    {
        var feature = TestKernel.Feature(id, needs is null ? null : [needs], f => f.Endpoints(map, unique));
        return new FeatureDescriptor(feature.Manifest, feature.Module with { Foreign = foreign }, feature.Contributions);
    }

    private static (IReadOnlyList<RouteEndpoint> Endpoints, ISetAsideModules SetAside) Map(params FeatureDescriptor[] features)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new FeatureCatalog(FeatureGraph.Sort(features)));
        builder.Services.AddSingleton<ISetAsideModules>(new SetAsideModules());
        var app = builder.Build();
        app.MapGet("/platform", Nothing);
        app.MapFeatureEndpoints();
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.Last().Endpoints.OfType<RouteEndpoint>().ToList();
        return (endpoints, app.Services.GetRequiredService<ISetAsideModules>());
    }
}
