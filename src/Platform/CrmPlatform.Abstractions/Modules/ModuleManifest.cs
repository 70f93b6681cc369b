using CrmPlatform.Localization;

namespace CrmPlatform.Modules;

/// <summary>A module's <c>module.json</c>, embedded in its assembly (or beside it, for modules of others).</summary>
public sealed record ModuleManifest
{
    /// <summary>The assembly's name, e.g. <c>Crm.Contacts</c>; third parties carry a vendor prefix.</summary>
    public required string Id { get; init; }
    public required LocalizedText Name { get; init; }
    public LocalizedText? Description { get; init; }
    public required string Version { get; init; }

    /// <summary>Least platform version, e.g. <c>0.1</c>; the module is set aside by an older or a next-major platform.</summary>
    public required string Platform { get; init; }
    public string? Author { get; init; }
    public IReadOnlyList<FeatureManifest> Features { get; init; } = [];
}

/// <summary>A feature: the unit that is switched on per tenant.</summary>
public sealed record FeatureManifest
{
    public required string Id { get; init; }
    public required LocalizedText Name { get; init; }
    public LocalizedText? Description { get; init; }
    public string? Category { get; init; }

    /// <summary>Ids of features that must be on too.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>True: on for every tenant and not shown as a choice.</summary>
    public bool AlwaysOn { get; init; }
}
