using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Tenants;

/// <summary>An upgrade step that a tenant has not run yet.</summary>
internal sealed record UpgradeStep(string Feature, UpgradeContribution Step);

/// <summary>
/// Numbered upgrade steps: which are due, and how one runs. The number of a step is saved after it, so a kill repeats it and no more.
/// </summary>
internal sealed class TenantUpgrades(IFeatureCatalog catalog, ITenantStore tenants, IServiceScopeFactory scopes, ILogger<TenantUpgrades> log)
{
    /// <summary>The next due step: features in dependency order, numbers upwards; null when all ran.</summary>
    public UpgradeStep? Next(StoredTenantState stored, IReadOnlySet<string> features) =>
        (from feature in catalog.Features
         where features.Contains(feature.Id)
         from step in feature.Contributions.OfType<UpgradeContribution>().OrderBy(u => u.Number)
         where step.Number > stored.Upgrades.GetValueOrDefault(feature.Id)
         select new UpgradeStep(feature.Id, step)).FirstOrDefault();

    /// <summary>A feature that was never on has nothing to upgrade: its steps count as run.</summary>
    public IReadOnlyDictionary<string, int> Fresh(IReadOnlyDictionary<string, int> ran, IReadOnlySet<string> features, IEnumerable<string> before)
    {
        var result = new Dictionary<string, int>(ran, StringComparer.OrdinalIgnoreCase);
        foreach (var feature in catalog.Features.Where(f => features.Contains(f.Id) && f.LastUpgrade > 0).ExceptBy(before, f => f.Id, StringComparer.OrdinalIgnoreCase))
        {
            result.TryAdd(feature.Id, feature.LastUpgrade);
        }

        return result;
    }

    public static IReadOnlyDictionary<string, int> With(IReadOnlyDictionary<string, int> ran, UpgradeStep step) =>
        new Dictionary<string, int>(ran, StringComparer.OrdinalIgnoreCase) { [step.Feature] = step.Step.Number };

    /// <exception cref="UserError"><c>tenant.upgrade-failed</c>; the tenant has been closed with that sentence.</exception>
    public async Task RunAsync(Tenant tenant, UpgradeStep step, CancellationToken cancellationToken)
    {
        log.LogInformation("Tenant {Tenant}: upgrade step {Number} of {Feature}: {Title}", tenant.Name, step.Step.Number, step.Feature, step.Step.Title);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var context = new UpgradeContext(services.GetRequiredService<IContentReader>(), services.GetRequiredService<IContentWriter>(), services);
            await step.Step.Run(context, cancellationToken);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            var error = TenantErrors.UpgradeFailed.With(
                ("feature", step.Feature), ("number", step.Step.Number), ("title", step.Step.Title), ("reason", cause.Message));
            log.LogError(cause, "Tenant {Tenant} is closed. {Reason}", tenant.Name, error.Message);
            await tenants.UpdateAsync(tenant with { State = TenantStatus.Closed, Reason = error.Message }, CancellationToken.None);
            throw error;
        }
    }
}
