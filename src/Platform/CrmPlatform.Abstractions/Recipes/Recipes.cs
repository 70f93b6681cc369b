using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Recipes;

/// <summary>
/// <c>recipe.json</c> of a recipe's folder. Its steps name the other files; all of them but sample records
/// become the recipe's layer of the model.
/// </summary>
public sealed record RecipeManifest
{
    [System.Text.Json.Serialization.JsonPropertyName("$schema")]
    public string? Schema { get; init; }
    public required string Id { get; init; }
    public required LocalizedText Name { get; init; }
    public required LocalizedText Description { get; init; }
    public required string Version { get; init; }

    /// <summary>Features that the recipe switches on, with what they need.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Tenant settings that the recipe proposes at setup.</summary>
    public string? BaseCurrency { get; init; }
    public IReadOnlyList<RecipeStep> Steps { get; init; } = [];
}

/// <summary>One step: a kind (<c>types</c>, <c>parts</c>, <c>pipelines</c>, <c>views</c>, <c>roles</c>, <c>navigation</c>, <c>records</c>) and its file.</summary>
public sealed record RecipeStep
{
    public required string Step { get; init; }
    public required string File { get; init; }
}

/// <summary>The file of a step: <c>{"$schema":"../recipe.schema.json","items":[…]}</c>; the items are the definitions (or records) of its kind.</summary>
public sealed record RecipeFile<T>
{
    [System.Text.Json.Serialization.JsonPropertyName("$schema")]
    public string? Schema { get; init; }
    public required IReadOnlyList<T> Items { get; init; }
}

/// <summary>A recipe read and validated whole.</summary>
/// <param name="Layer">All its definitions.</param>
/// <param name="Records">Sample records, each with a written-out key.</param>
public sealed record Recipe(RecipeManifest Manifest, string Folder, Layer Layer, IReadOnlyList<RecipeRecord> Records);

/// <summary>
/// A sample record. Values as the API takes them, or a value for each language (<c>{ "en": …, "ru": … }</c>); days by the day on
/// which it is created (<c>today+3d</c>, with a time of day <c>today-1d 10:30</c>); a lookup as the target's key, or <c>me</c>.
/// </summary>
public sealed record RecipeRecord
{
    public required string Type { get; init; }
    public required string Key { get; init; }
    public IReadOnlyDictionary<string, JsonElement> Values { get; init; } = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When it entered its stages: stage id to day.</summary>
    public IReadOnlyDictionary<string, string> Entered { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What applying would do, each line one thing (<c>type MeasurementVisit</c>, <c>field Deal.openingWidth</c>).</summary>
public sealed record RecipePlan(
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Conflicts,
    IReadOnlyList<string> Removed)
{
    /// <summary>What the recipe says of things that are absent now, such as a pipeline of a type that no enabled feature has: it waits for them.</summary>
    public IReadOnlyList<string> Dormant { get; init; } = [];

    /// <summary>The model as it is, for the names of what goes; null where none was built.</summary>
    public Content.ContentModel? Before { get; init; }

    /// <summary>The model as it would be, for the names of what comes.</summary>
    public Content.ContentModel? After { get; init; }

    /// <summary>Nothing would change.</summary>
    public bool IsEmpty => Added.Count + Changed.Count + Conflicts.Count + Removed.Count == 0;
}

/// <summary>Reads, plans, applies and removes recipes for the current tenant.</summary>
public interface IRecipes
{
    /// <summary>Those in the host's recipe folders.</summary>
    Task<IReadOnlyList<RecipeManifest>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads and validates; an unknown step or key is an error that names file, step and item.</summary>
    Task<Recipe> ReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>What applying would change; sample records are not among it.</summary>
    Task<RecipePlan> PlanAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Applies whole or not at all (sample records that are refused take the layer back with them); applying twice changes nothing.
    /// Returns what was done.
    /// </summary>
    Task<RecipePlan> ApplyAsync(Actor actor, string id, bool withSamples, CancellationToken cancellationToken);

    /// <summary>Takes the layer away; <paramref name="withSamples"/>: its sample records go to the bin.</summary>
    Task<RecipePlan> RemoveAsync(Actor actor, string id, bool withSamples, CancellationToken cancellationToken);

    /// <summary>Ids of the recipes applied to the current tenant, in order.</summary>
    Task<IReadOnlyList<string>> AppliedAsync(CancellationToken cancellationToken);
}

/// <summary>Writes and removes the sample records of recipes, through the gates.</summary>
public interface IRecipeRecords
{
    /// <summary>
    /// Creates the records whose key is not there yet, as one act of kind <c>recipe</c>; those that exist stay as they are.
    /// A lookup given as a string is the target's key, of a record of the same list or one that exists. Returns how many were created.
    /// </summary>
    Task<int> ApplyAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken);

    /// <summary>Sends the live records with these keys to the bin. Returns how many went.</summary>
    Task<int> RemoveAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken);
}

/// <summary>Switches features of the current tenant.</summary>
public interface IFeatures
{
    /// <summary>All features of loaded modules, in dependency order, and whether each is on.</summary>
    Task<IReadOnlyList<(Modules.FeatureManifest Feature, bool Enabled)>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Switches on, with everything it needs. Returns what was switched.</summary>
    Task<IReadOnlyList<string>> EnableAsync(Actor actor, IReadOnlyList<string> features, CancellationToken cancellationToken);

    /// <summary>
    /// Switches off. Refused, listing them, while others need it. Returns all that went off: what was on only because this needed
    /// it goes too.
    /// </summary>
    Task<IReadOnlyList<string>> DisableAsync(Actor actor, string feature, CancellationToken cancellationToken);
}

/// <summary>
/// The durable half of <see cref="Tenants.TenantState"/>: what is on, which layers were applied. In the tenant's database.
/// </summary>
public interface ITenantStateStore
{
    /// <summary>The current stamp; cheap. Null when the tenant has not been set up.</summary>
    ValueTask<string?> StampAsync(Tenants.Tenant tenant, CancellationToken cancellationToken);

    Task<StoredTenantState?> LoadAsync(Tenants.Tenant tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the tables that the model needs, then saves the state under a new stamp, under the tenant's lock; refuses when
    /// the stamp is no longer <paramref name="expectedStamp"/>.
    /// </summary>
    /// <returns>The new stamp.</returns>
    /// <exception cref="Errors.UserError"><c>tenant.state-changed</c> (<see cref="Errors.PlatformErrors.StateChanged"/>): the stamp is another; nothing was written.</exception>
    Task<string> SaveAsync(Tenants.Tenant tenant, StoredTenantState state, ContentModel model, string? expectedStamp, CancellationToken cancellationToken);
}

/// <param name="Recipes">Applied recipes in order: id and its layer.</param>
/// <param name="Own">The tenant's own customisation.</param>
/// <param name="Upgrades">Feature to the number of its last upgrade step that ran.</param>
/// <param name="ModelHash">Of the model that the tables were made for.</param>
public sealed record StoredTenantState(
    string? Stamp,
    IReadOnlyList<string> Features,
    IReadOnlyList<AppliedRecipe> Recipes,
    Layer? Own,
    Tenants.TenantSettings Settings,
    IReadOnlyDictionary<string, int> Upgrades,
    string? ModelHash);

/// <summary>A recipe as applied.</summary>
public sealed record AppliedRecipe(string Id, string Version, Layer Layer);

/// <summary>Builds a model from layers, lowest first. Pure.</summary>
public interface IContentModelFactory
{
    /// <exception cref="Errors.UserError"><c>model.contradiction</c>: two layers disagree on a storage shape; names both.</exception>
    ContentModel Build(IReadOnlyList<Layer> layers);
}
