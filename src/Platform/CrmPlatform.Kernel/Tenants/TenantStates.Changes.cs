using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

/// <summary>Changes of what is on and which layers apply.</summary>
internal sealed partial class TenantStates
{
    /// <summary>The durable state; null when the tenant was not set up.</summary>
    public Task<StoredTenantState?> LoadStoredAsync(Tenant tenant, CancellationToken cancellationToken) => store.LoadAsync(tenant, cancellationToken);

    /// <summary>
    /// Changes the durable state: tables first, then the state, at once for all. The change is asked again when someone else was
    /// faster; null from it means that nothing is to be done.
    /// </summary>
    public async Task<bool> ChangeAsync(Tenant tenant, Func<StoredTenantState?, StoredTenantState?> change, CancellationToken cancellationToken)
    {
        using var _ = await EnterGateAsync(tenant, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var stored = await store.LoadAsync(tenant, cancellationToken);
            if (change(stored) is not { } changed)
            {
                return false;
            }

            try
            {
                var next = changed with { Upgrades = upgrades.Fresh(changed.Upgrades, bodies.Get(changed).Features, stored is null ? [] : bodies.Get(stored).Features) };
                // A feature that was off during an update of its module has steps to catch up with.
                await UpgradeAsync(tenant, Keep(tenant, await SaveAsync(tenant, next, stored?.Stamp, cancellationToken)), cancellationToken);
                return true;
            }
            catch (UserError error) when (error.Code == PlatformErrors.StateChanged && attempt < Attempts)
            {
                // Look at the newer state and ask again.
            }
        }
    }
}
