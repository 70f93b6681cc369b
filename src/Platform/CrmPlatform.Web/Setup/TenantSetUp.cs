using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Localization;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Tenants;
using Npgsql;

namespace CrmPlatform.Web.Setup;

/// <summary>Checks first, then does: each step can be run again after a kill.</summary>
internal sealed class TenantSetUp(
    ITenantStore store,
    ITenantAccessor accessor,
    ITenantSetup setup,
    IRecipes recipes,
    ITexts texts,
    TenantDirectory directory,
    SetupAccess access,
    IServiceScopeFactory scopes) : ISetup
{
    public async Task<Tenant> RunAsync(Tenant tenant, SetupRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(request);
        if (tenant.State != TenantStatus.Created)
        {
            throw TenantErrors.AlreadySetUp.With(("tenant", tenant.Name));
        }

        var settings = ReadSettings(request);
        await CheckAsync(request, cancellationToken);
        tenant = await ChooseDatabaseAsync(tenant, request, cancellationToken);
        using var entered = accessor.Enter(tenant);
        var done = await setup.SetUpAsync(
            tenant,
            Actor.System,
            settings,
            request.Recipe,
            withSamples: false,
            token => OpenAsync(request, token),
            cancellationToken);
        directory.Refresh();
        access.Spend();
        return done;
    }

    private async Task CheckAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await scope.ServiceProvider.GetRequiredService<IAccounts>().ValidateAsync(request.Email.Trim(), request.Password);
        }

        if (request.Recipe is { } recipe)
        {
            _ = await recipes.ReadAsync(recipe, cancellationToken);
        }

        await CheckDatabaseAsync(request, cancellationToken);
    }

    private TenantSettings ReadSettings(SetupRequest request)
    {
        var culture = texts.Cultures.FirstOrDefault(c => c.TwoLetterISOLanguageName.Equals(request.Language, StringComparison.OrdinalIgnoreCase))
            ?? throw WebErrors.SetupBadLanguage.With(
                ("language", request.Language), ("known", string.Join(", ", texts.Cultures.Select(c => c.TwoLetterISOLanguageName))));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out var zone))
        {
            throw WebErrors.SetupBadZone.With(("zone", request.TimeZone));
        }

        var currency = request.BaseCurrency?.Trim().ToUpperInvariant() ?? "";
        return currency.Length == 0 || Currencies.IsKnown(currency)
            ? new TenantSettings(request.Title ?? TenantSettings.Default.Title, culture.TwoLetterISOLanguageName, zone.Id, currency) { NameOrder = PersonName.OrderOf(culture) }
            : throw WebErrors.SetupBadCurrency.With(("currency", currency));
    }

    private static async Task CheckDatabaseAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        if (request.Database == DatabaseKind.Sqlite)
        {
            if (!string.IsNullOrWhiteSpace(request.Connection))
            {
                throw WebErrors.SetupConnectionUnused.With();
            }

            return;
        }

        if (string.IsNullOrWhiteSpace(request.Connection))
        {
            throw WebErrors.SetupNoConnection.With();
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(request.Connection) { Timeout = 5, Pooling = false };
            var connection = new NpgsqlConnection(settings.ConnectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellationToken);
            }
        }
        catch (Exception problem) when (problem is NpgsqlException or ArgumentException or FormatException or TimeoutException)
        {
            throw WebErrors.SetupCannotConnect.With(("problem", problem.Message));
        }
    }

    private async Task<Tenant> ChooseDatabaseAsync(Tenant tenant, SetupRequest request, CancellationToken cancellationToken)
    {
        var chosen = tenant with
        {
            Database = request.Database,
            Connection = request.Database == DatabaseKind.Postgres ? request.Connection : null,
            Schema = request.Database == DatabaseKind.Postgres ? tenant.Schema ?? SchemaOf(tenant) : null,
        };
        if (chosen != tenant)
        {
            await store.UpdateAsync(chosen, cancellationToken);
        }

        return chosen;
    }

    private static string SchemaOf(Tenant tenant) =>
        "crm_" + tenant.Name.Replace('-', '_').ToLower(CultureInfo.InvariantCulture);

    /// <summary>The samples come after the person whose work some of them are.</summary>
    private async Task OpenAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        var administrator = await CreateAdministratorAsync(request, cancellationToken);
        if (request is { Recipe: { } recipe, WithSamples: true })
        {
            await recipes.ApplyAsync(Actor.System with { Employee = administrator.Employee }, recipe, withSamples: true, cancellationToken);
        }
    }

    /// <summary>In a scope of its own: the tenant's database may have been chosen a moment ago.</summary>
    private async Task<AccountSnapshot> CreateAdministratorAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await scope.ServiceProvider.GetRequiredService<IAccounts>().EnsureAsync(
                new NewAccount(request.Email, request.Password, request.Name, request.Language.ToLowerInvariant(), [KnownRoles.Administrator]),
                cancellationToken);
        }
    }
}
