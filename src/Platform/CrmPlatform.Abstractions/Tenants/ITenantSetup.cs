using CrmPlatform.Content;

namespace CrmPlatform.Tenants;

/// <summary>Makes a tenant ready for its first person.</summary>
public interface ITenantSetup
{
    /// <summary>
    /// Gives the tenant its state (features that are always on), applies the recipe, runs <paramref name="beforeOpening"/>
    /// (first account) with the tenant entered, and then opens the tenant. Safe to run again after a kill: it goes on where it stopped.
    /// </summary>
    /// <param name="settings">An empty base currency takes the recipe's proposal, or USD.</param>
    /// <param name="recipe">Id, or null for none.</param>
    /// <param name="beforeOpening">Must be safe to run again too.</param>
    /// <exception cref="Errors.UserError"><c>tenant.already-set-up</c>, and those of the recipe.</exception>
    /// <returns>The tenant as it is now.</returns>
    Task<Tenant> SetUpAsync(
        Tenant tenant,
        Actor actor,
        TenantSettings settings,
        string? recipe,
        bool withSamples,
        Func<CancellationToken, Task>? beforeOpening,
        CancellationToken cancellationToken);

    /// <summary>Changes the settings of the current tenant; the base currency stays, since amounts were reckoned in it.</summary>
    /// <exception cref="Errors.UserError"><c>access.forbidden</c> without <c>firm.manage</c>; <c>tenant.bad-setting</c>.</exception>
    Task ChangeSettingsAsync(Actor actor, Func<TenantSettings, TenantSettings> change, CancellationToken cancellationToken);

    /// <summary>Opens a tenant that a failed upgrade step closed; the step runs again at its next use.</summary>
    Task<Tenant> ReopenAsync(Tenant tenant, CancellationToken cancellationToken);
}
