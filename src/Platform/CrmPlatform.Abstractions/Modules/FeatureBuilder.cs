using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Events;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Modules;

/// <summary>Makes a feature's layer of the content model.</summary>
public interface ILayerSource
{
    /// <summary>The layer; its id is set to the feature's by the platform.</summary>
    Layer Build();
}

/// <summary>
/// Collects what a feature adds. The result is data: the page that shows what a feature will add reads it.
/// </summary>
public sealed class FeatureBuilder(string feature)
{
    private readonly List<Contribution> _contributions = [];

    /// <summary>The feature's id.</summary>
    public string Feature { get; } = feature;

    public IReadOnlyList<Contribution> Contributions => _contributions;

    /// <summary>Content types, parts, fields, pipelines, views, roles, navigation: the feature's layer.</summary>
    public FeatureBuilder Types<TLayer>()
        where TLayer : ILayerSource, new() => Add(new LayerContribution(new TLayer()));

    public FeatureBuilder Permissions(IReadOnlyList<Permission> permissions) => Add(new PermissionsContribution(permissions));

    /// <summary>
    /// Maps endpoints. They live under <c>/{feature}</c> in lower case unless <paramref name="unique"/>, and answer 404 where
    /// the feature is off. Use request delegates, or lambdas compiled by the request-delegate generator.
    /// </summary>
    public FeatureBuilder Endpoints(Action<IEndpointRouteBuilder> map, bool unique = false) => Add(new EndpointsContribution(map, unique));

    /// <summary>Handles a committed event.</summary>
    public FeatureBuilder On<TEvent, THandler>(Delivery delivery = Delivery.PerSlice)
        where TEvent : IPlatformEvent
        where THandler : class, IEventHandler<TEvent> => Add(new HandlerContribution(typeof(TEvent), typeof(THandler), delivery));

    /// <summary>Looks at every change inside the write gate.</summary>
    public FeatureBuilder Guard<TGuard>()
        where TGuard : class, IChangeGuard => Extend<IChangeGuard, TGuard>();

    /// <summary>Implements an extension point; found through <see cref="IExtensions{T}"/> where the feature is on.</summary>
    public FeatureBuilder Extend<TContract, TImplementation>()
        where TContract : class
        where TImplementation : class, TContract => Add(new ExtensionContribution(typeof(TContract), typeof(TImplementation)));

    /// <summary>A numbered step, run once per tenant at first use after an update; must be safe to run again after a kill.</summary>
    public FeatureBuilder Upgrade(int number, Func<UpgradeContext, CancellationToken, Task> run, string title) =>
        Add(new UpgradeContribution(number, title, run));

    /// <summary>
    /// Framework registrations and the feature's own types. Refuses to replace a service it does not own, and a singleton
    /// of the module's own type without <see cref="SharedAcrossTenantsAttribute"/>.
    /// </summary>
    public FeatureBuilder Services(Action<IServiceCollection> register) => Add(new ServicesContribution(register));

    private FeatureBuilder Add(Contribution contribution)
    {
        _contributions.Add(contribution);
        return this;
    }
}

/// <summary>One thing that a feature adds.</summary>
public abstract record Contribution;

public sealed record LayerContribution(ILayerSource Source) : Contribution;

public sealed record PermissionsContribution(IReadOnlyList<Permission> Permissions) : Contribution;

public sealed record EndpointsContribution(Action<IEndpointRouteBuilder> Map, bool Unique) : Contribution;

public sealed record HandlerContribution(Type Event, Type Handler, Delivery Delivery) : Contribution;

public sealed record ExtensionContribution(Type Contract, Type Implementation) : Contribution;

public sealed record UpgradeContribution(int Number, string Title, Func<UpgradeContext, CancellationToken, Task> Run) : Contribution;

public sealed record ServicesContribution(Action<IServiceCollection> Register) : Contribution;

/// <summary>What an upgrade step works with: the gates, as the system.</summary>
public sealed record UpgradeContext(IContentReader Reader, IContentWriter Writer, IServiceProvider Services);
