using CrmPlatform.Errors;
using CrmPlatform.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Which feature an endpoint belongs to: it answers 404 where the feature is off.</summary>
public sealed record FeatureEndpointMetadata(string Feature);

public static class FeatureEndpoints
{
    /// <summary>
    /// Maps the endpoints of all features, under <c>/{feature}</c> in lower case unless declared unique, each with
    /// <see cref="FeatureEndpointMetadata"/>. Call it after the platform's own endpoints, so that these are compared with.
    /// </summary>
    /// <param name="conventions">Applied to every feature's endpoints.</param>
    /// <exception cref="UserError"><c>module.route-taken</c>: two features of the host map one route.</exception>
    public static void MapFeatureEndpoints(this IEndpointRouteBuilder endpoints, Action<IEndpointConventionBuilder>? conventions = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var catalog = services.GetRequiredService<FeatureCatalog>();
        var setAside = (SetAsideModules)services.GetRequiredService<ISetAsideModules>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FeatureEndpoints));
        var routes = new RouteTable(PlatformEndpoints(endpoints, catalog));
        var mapped = new List<(ModuleDescriptor Module, Endpoint Endpoint)>();
        foreach (var feature in catalog.Features)
        {
            try
            {
                var own = Map(feature, endpoints, conventions);
                routes.Add(feature.Id, own);
                mapped.AddRange(own.Select(e => (feature.Module, e)));
            }
            catch (Exception cause) when (feature.Module.Foreign)
            {
                setAside.Add(feature.Module.Id, cause);
                log.LogError(cause, "The module {Module} was set aside while mapping its endpoints", feature.Module.Id);
                var gone = catalog.Remove(feature.Module);
                mapped.RemoveAll(m => gone.Contains(m.Module));
            }
        }

        endpoints.DataSources.Add(new DefaultEndpointDataSource(mapped.Where(m => catalog.Modules.Contains(m.Module)).Select(m => m.Endpoint)));
    }

    private static List<Endpoint> Map(FeatureDescriptor feature, IEndpointRouteBuilder host, Action<IEndpointConventionBuilder>? conventions)
    {
        var scratch = new ScratchRoutes(host);
        foreach (var contribution in feature.Contributions.OfType<EndpointsContribution>())
        {
#pragma warning disable CA1308 // The prefix is part of an address, and those are in lower case.
            var group = scratch.MapGroup(contribution.Unique ? "" : "/" + feature.Id.ToLowerInvariant());
#pragma warning restore CA1308
            group.WithMetadata(new FeatureEndpointMetadata(feature.Id));
            conventions?.Invoke(group);
            contribution.Map(group);
        }

        List<Endpoint> endpoints = [.. scratch.DataSources.SelectMany(s => s.Endpoints)];
        return feature.Module.Foreign && endpoints.Find(IsSilent) is { } silent
            ? throw ModuleErrors.NoRight.With(("module", feature.Module.Id), ("route", silent.DisplayName))
            : endpoints;
    }

    /// <summary>The web floor stops the start for such an endpoint; one of a module of others must not.</summary>
    private static bool IsSilent(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Only a route outside a feature's prefix can meet one of the platform's.</summary>
    private static IEnumerable<Endpoint> PlatformEndpoints(IEndpointRouteBuilder endpoints, FeatureCatalog catalog) =>
        catalog.Features.SelectMany(f => f.Contributions).OfType<EndpointsContribution>().Any(e => e.Unique)
            ? endpoints.DataSources.SelectMany(s => s.Endpoints)
            : [];

    /// <summary>Collects endpoints apart from the host's, so that those of a broken module can be left out.</summary>
    private sealed class ScratchRoutes(IEndpointRouteBuilder host) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => host.ServiceProvider;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => host.CreateApplicationBuilder();
    }
}

/// <summary>Finds two endpoints that would answer the same requests.</summary>
internal sealed class RouteTable
{
    private const string AnyMethod = "*";
    private readonly Dictionary<string, List<(string Feature, IReadOnlyList<string> Methods)>> _byPath = new(StringComparer.Ordinal);

    public RouteTable(IEnumerable<Endpoint> platform) => Fill("the platform", platform, refuse: false);

    public void Add(string feature, IEnumerable<Endpoint> endpoints) => Fill(feature, endpoints, refuse: true);

    private void Fill(string feature, IEnumerable<Endpoint> endpoints, bool refuse)
    {
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named ? named : [AnyMethod];
            var path = PathOf(endpoint.RoutePattern);
            if (!_byPath.TryGetValue(path, out var known))
            {
                _byPath[path] = known = [];
            }

            var taken = known.FirstOrDefault(k => methods.Intersect(k.Methods, StringComparer.OrdinalIgnoreCase).Any());
            if (refuse && taken.Feature is not null)
            {
                throw ModuleErrors.RouteTaken.With(
                    ("first", taken.Feature), ("second", feature), ("route", $"{string.Join(',', methods)} {endpoint.RoutePattern.RawText ?? path}"));
            }

            known.Add((feature, [.. methods]));
        }
    }

    /// <summary>The path without the names of its parameters: what their names are does not tell routes apart.</summary>
    private static string PathOf(RoutePattern pattern) =>
        string.Concat(pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => ParameterOf(pattern, parameter),
            _ => part.ToString(),
        }))));

    private static string ParameterOf(RoutePattern pattern, RoutePatternParameterPart parameter)
    {
        var policies = pattern.ParameterPolicies.GetValueOrDefault(parameter.Name, []).Select(p => p.Content ?? "").Order(StringComparer.Ordinal);
        return $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Join(':', policies)}}}";
    }
}
