namespace CrmPlatform.Tenants;

/// <summary>A tenant as the host database knows it.</summary>
/// <param name="Name">Letters, digits and dashes; <c>default</c> is served at the root.</param>
/// <param name="HostName">Requests for this host name are the tenant's; null: by path prefix <c>/t/{name}</c> (default: any).</param>
/// <param name="Database">sqlite or postgres.</param>
/// <param name="Connection">postgres: the connection string; sqlite: null (a file of the tenant's own).</param>
/// <param name="Schema">postgres: the schema.</param>
/// <param name="State">created (not set up), running, closed.</param>
/// <param name="Reason">Why it is closed.</param>
public sealed record Tenant(
    string Name,
    string? HostName,
    DatabaseKind Database,
    string? Connection,
    string? Schema,
    TenantStatus State,
    string? Reason = null)
{
    public const string DefaultName = "default";
}

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

public enum TenantStatus
{
    Created,
    Running,
    Closed,
}

/// <summary>The tenants of the host.</summary>
public interface ITenantStore
{
    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken);
    Task<Tenant?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds a tenant; its database is made at first use. Refuses a name or host name that is taken.</summary>
    Task CreateAsync(Tenant tenant, CancellationToken cancellationToken);
    Task UpdateAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>Names and due times at or before an instant, for the dispatcher to wake.</summary>
    Task<IReadOnlyList<(string Tenant, DateTimeOffset Due)>> DueAsync(DateTimeOffset until, CancellationToken cancellationToken);
    Task SetDueAsync(string tenant, DateTimeOffset? due, CancellationToken cancellationToken);
}

/// <summary>
/// The tenant that this flow of control works for. Requests enter one by the middleware, background work by itself.
/// </summary>
public interface ITenantAccessor
{
    /// <summary>Throws when no tenant was entered: that is our fault.</summary>
    Tenant Current { get; }
    Tenant? CurrentOrNull { get; }

    /// <summary>Enters a tenant until the result is disposed of.</summary>
    IDisposable Enter(Tenant tenant);
}

/// <summary>What a tenant has switched on: a snapshot by its stamp.</summary>
/// <param name="Stamp">Changes with features, layers, rights.</param>
public sealed record TenantState(
    string Stamp,
    IReadOnlySet<string> Features,
    IReadOnlyList<Content.Definitions.Layer> Layers,
    Content.ContentModel Model,
    TenantSettings Settings);

/// <summary>Settings that the kernel itself needs.</summary>
/// <param name="Culture">Of people who have not chosen one: en, ru.</param>
/// <param name="TimeZone">IANA id: the reporting zone.</param>
/// <param name="BaseCurrency">ISO 4217.</param>
public sealed record TenantSettings(string Title, string Culture, string TimeZone, string BaseCurrency)
{
    /// <summary>How the names of people are put together.</summary>
    public Content.NameOrder NameOrder { get; init; }

    public static TenantSettings Default { get; } = new("CRM", "en", "UTC", "USD");
}

/// <summary>The state of the current tenant, reloaded when its stamp changed.</summary>
public interface ITenantStates
{
    /// <summary>Checks the stamp in the tenant's database first.</summary>
    /// <exception cref="Errors.UserError"><c>tenant.not-set-up</c>, <c>tenant.closed</c>.</exception>
    ValueTask<TenantState> GetAsync(CancellationToken cancellationToken);

    /// <summary>For callers that have read the stamp themselves, with their first query or inside their transaction.</summary>
    ValueTask<TenantState> GetAsync(string knownStamp, CancellationToken cancellationToken);
}
