using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Setup;

/// <summary>Sets up a tenant, from the first-run page and from the command.</summary>
public interface ISetup
{
    /// <summary>
    /// Checks everything, then makes the tenant's database, applies the recipe, creates the first Administrator and opens the
    /// tenant. Safe to run again after a kill: it goes on where it stopped.
    /// </summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>setup.*</c>, those of the recipe, and <c>tenant.already-set-up</c>.</exception>
    Task<Tenant> RunAsync(Tenant tenant, SetupRequest request, CancellationToken cancellationToken);
}

/// <summary>What set-up needs to know.</summary>
public sealed record SetupRequest
{
    /// <summary>Id of the recipe; null: features that are always on, and nothing else.</summary>
    public string? Recipe { get; init; }

    /// <summary>Of the first Administrator.</summary>
    public required string Email { get; init; }
    public required string Password { get; init; }

    /// <summary>The person's name; null: what stands before the @.</summary>
    public string? Name { get; init; }

    /// <summary>Title shown on every page; null: <c>CRM</c>.</summary>
    public string? Title { get; init; }

    /// <summary>Two-letter language of people who have not chosen one, and of the Administrator.</summary>
    public string Language { get; init; } = "en";

    /// <summary>IANA id of the reporting zone.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>ISO 4217; null: what the recipe proposes, or USD.</summary>
    public string? BaseCurrency { get; init; }
    public DatabaseKind Database { get; init; } = DatabaseKind.Sqlite;

    /// <summary>PostgreSQL: the connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>True: with the recipe's sample records.</summary>
    public bool WithSamples { get; init; }
}
