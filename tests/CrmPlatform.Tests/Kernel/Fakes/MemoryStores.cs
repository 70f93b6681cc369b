using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>Tenant states in memory; what goes in and out is copied through JSON, as a database does.</summary>
internal sealed class MemoryStates : ITenantStateStore
{
    private readonly ConcurrentDictionary<string, StoredTenantState> _states = new(StringComparer.OrdinalIgnoreCase);
    private int _stamps;

    /// <summary>How often tables were made and a state was saved.</summary>
    public int Saves { get; private set; }

    public int Loads { get; private set; }

    /// <summary>Called before each save; may throw, or change the state as another host would.</summary>
    public Action? BeforeSave { get; set; }

    public ValueTask<string?> StampAsync(Tenant tenant, CancellationToken cancellationToken) =>
        new(_states.GetValueOrDefault(tenant.Name)?.Stamp);

    public Task<StoredTenantState?> LoadAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        Loads++;
        return Task.FromResult(_states.TryGetValue(tenant.Name, out var state) ? Copy(state) : null);
    }

    public Task<string> SaveAsync(Tenant tenant, StoredTenantState state, ContentModel model, string? expectedStamp, CancellationToken cancellationToken)
    {
        BeforeSave?.Invoke();
        if (_states.GetValueOrDefault(tenant.Name)?.Stamp != expectedStamp)
        {
            throw PlatformErrors.StateChanged.With();
        }

        Saves++;
        Put(tenant.Name, state);
        return Task.FromResult(_states[tenant.Name].Stamp!);
    }

    public StoredTenantState this[string tenant] => _states[tenant];

    /// <summary>Puts a state under a new stamp, as another host would.</summary>
    public void Put(string tenant, StoredTenantState state) =>
        _states[tenant] = Copy(state) with { Stamp = (++_stamps).ToString(CultureInfo.InvariantCulture) };

    private static StoredTenantState Copy(StoredTenantState state) =>
        JsonSerializer.Deserialize<StoredTenantState>(JsonSerializer.Serialize(state, DefinitionJson.Options), DefinitionJson.Options)!;
}

internal sealed class MemoryTenants : ITenantStore
{
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<string, DateTimeOffset> Due { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int DueWrites { get; private set; }

    public Tenant Add(string name, TenantStatus status = TenantStatus.Running) =>
        _tenants[name] = new Tenant(name, null, DatabaseKind.Sqlite, null, null, status);

    public Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Tenant>>([.. _tenants.Values]);

    public Task<Tenant?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_tenants.GetValueOrDefault(name));

    public Task CreateAsync(Tenant tenant, CancellationToken cancellationToken) => UpdateAsync(tenant, cancellationToken);

    public Task UpdateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        _tenants[tenant.Name] = tenant;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(string Tenant, DateTimeOffset Due)>> DueAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, DateTimeOffset)>>([.. Due.Where(d => d.Value <= until).Select(d => (d.Key, d.Value))]);

    public Task SetDueAsync(string tenant, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        DueWrites++;
        if (due is { } at)
        {
            Due[tenant] = at;
        }
        else
        {
            Due.TryRemove(tenant, out _);
        }

        return Task.CompletedTask;
    }
}
