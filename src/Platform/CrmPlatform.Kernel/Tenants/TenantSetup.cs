using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Recipes;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

internal sealed class TenantSetup(
    TenantStates states,
    ITenantStore tenants,
    ITenantAccessor accessor,
    RecipeReader reader,
    RecipeEngine recipes,
    IOutboxSignal outbox) : ITenantSetup
{
    private const int LongestTitle = 100;

    public async Task<Tenant> SetUpAsync(
        Tenant tenant,
        Actor actor,
        TenantSettings settings,
        string? recipe,
        bool withSamples,
        Func<CancellationToken, Task>? beforeOpening,
        CancellationToken cancellationToken)
    {
        if (tenant.State != TenantStatus.Created)
        {
            throw TenantErrors.AlreadySetUp.With(("tenant", tenant.Name));
        }

        using var _ = accessor.Enter(tenant);
        var source = recipe is null ? null : await reader.ReadAsync(recipe, cancellationToken);
        var complete = Checked(settings, source?.Manifest.BaseCurrency);
        await states.ChangeAsync(tenant, stored => Begin(stored, complete, source), cancellationToken);
        if (source is not null)
        {
            await recipes.ApplyAsync(actor, source.Manifest.Id, withSamples, cancellationToken);
        }

        if (beforeOpening is not null)
        {
            await beforeOpening(cancellationToken);
        }

        var open = tenant with { State = TenantStatus.Running, Reason = null };
        await tenants.UpdateAsync(open, cancellationToken);
        return open;
    }

    public async Task ChangeSettingsAsync(Actor actor, Func<TenantSettings, TenantSettings> change, CancellationToken cancellationToken)
    {
        if (!actor.Can(Permission.FirmManage))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.FirmManage));
        }

        await states.ChangeAsync(
            accessor.Current,
            stored => Checked(change(stored!.Settings) with { BaseCurrency = stored.Settings.BaseCurrency }, null) is var settings && settings != stored.Settings
                ? stored with { Settings = settings }
                : null,
            cancellationToken);
    }

    public async Task<Tenant> ReopenAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        states.Forget(tenant);
        var open = tenant with { State = TenantStatus.Running, Reason = null };
        await tenants.UpdateAsync(open, cancellationToken);
        outbox.Notify(open);
        return open;
    }

    /// <summary>The first state; what a set-up that was killed left behind is kept, with the settings of now.</summary>
    private StoredTenantState? Begin(StoredTenantState? stored, TenantSettings settings, RecipeSource? source)
    {
        var first = stored ?? new StoredTenantState(null, [], [], null, settings, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), null);
        if (source is not null)
        {
            // All that may be wrong with the recipe is found before the first write.
            recipes.Check(source, first);
        }

        return stored is not null && stored.Settings == settings ? null : first with { Settings = settings };
    }

    private static TenantSettings Checked(TenantSettings settings, string? proposedCurrency)
    {
        var currency = (string.IsNullOrWhiteSpace(settings.BaseCurrency) ? proposedCurrency ?? TenantSettings.Default.BaseCurrency : settings.BaseCurrency).Trim().ToUpperInvariant();
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetter))
        {
            throw TenantErrors.BadSetting.With(("setting", "currency"), ("value", currency), ("expected", "a code of ISO 4217 such as EUR"));
        }

        if (settings.Title.Length > LongestTitle)
        {
            throw TenantErrors.TitleTooLong.With(("max", LongestTitle));
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var _))
        {
            throw TenantErrors.BadSetting.With(("setting", "time zone"), ("value", settings.TimeZone), ("expected", "a name such as Europe/Berlin"));
        }

        try
        {
            CultureInfo.GetCultureInfo(settings.Culture, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            throw TenantErrors.BadSetting.With(("setting", "language"), ("value", settings.Culture), ("expected", "en or ru"));
        }

        return settings with { BaseCurrency = currency };
    }
}
