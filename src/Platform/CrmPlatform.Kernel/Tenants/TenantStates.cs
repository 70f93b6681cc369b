using System.Collections.Concurrent;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

/// <summary>
/// The states of tenants, cached by stamp. A state is loaded under its tenant's gate, once however many ask; then the tables
/// follow the code's layers, and upgrade steps run.
/// </summary>
internal sealed partial class TenantStates(
    ITenantAccessor accessor,
    ITenantStateStore store,
    StateBodies bodies,
    TenantUpgrades upgrades,
    RequestStates requests) : ITenantStates
{
    private const int Attempts = 5;

    /// <summary>How long a request waits while its tenant is upgraded.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, UserError> _closed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Set while upgrade steps run: the gates that they use get the state they work on.</summary>
    private readonly AsyncLocal<Entry?> _upgrading = new();

    public async ValueTask<TenantState> GetAsync(CancellationToken cancellationToken)
    {
        var tenant = accessor.Current;
        if (Upgrading(tenant) is { } entry)
        {
            return entry.State;
        }

        ThrowIfClosed(tenant);
        if (requests.Find(tenant) is { } seen)
        {
            return seen;
        }

        var stamp = await store.StampAsync(tenant, cancellationToken) ?? throw NotSetUp(tenant);
        return requests.Keep(tenant, await GetAsync(stamp, cancellationToken));
    }

    public ValueTask<TenantState> GetAsync(string knownStamp, CancellationToken cancellationToken)
    {
        var tenant = accessor.Current;
        if (Upgrading(tenant) is { } upgrading)
        {
            return new(upgrading.State);
        }

        ThrowIfClosed(tenant);
        return _entries.TryGetValue(tenant.Name, out var entry) && entry.State.Stamp == knownStamp
            ? new(entry.State)
            : new(LoadAsync(tenant, knownStamp, cancellationToken));
    }

    /// <summary>The state as last seen, without a look at the stamp: for what runs inside a request or a write that has looked.</summary>
    public ValueTask<TenantState> GetLatestAsync(CancellationToken cancellationToken)
    {
        var tenant = accessor.Current;
        return Upgrading(tenant) is { } upgrading ? new(upgrading.State)
            : _entries.TryGetValue(tenant.Name, out var entry) ? new(entry.State)
            : GetAsync(cancellationToken);
    }

    /// <summary>Lets a closed tenant be tried again.</summary>
    public void Forget(Tenant tenant)
    {
        _closed.TryRemove(tenant.Name, out _);
        _entries.TryRemove(tenant.Name, out _);
    }

    private async Task<TenantState> LoadAsync(Tenant tenant, string knownStamp, CancellationToken cancellationToken)
    {
        if (await TryLoadOpenAsync(tenant, cancellationToken) is { } open)
        {
            return open.State;
        }

        using var _ = await EnterGateAsync(tenant, cancellationToken);
        ThrowIfClosed(tenant);
        if (_entries.TryGetValue(tenant.Name, out var entry) && entry.State.Stamp == knownStamp)
        {
            return entry.State;
        }

        var loaded = await ConvergeAsync(tenant, cancellationToken);
        return (await UpgradeAsync(tenant, loaded, cancellationToken)).State;
    }

    /// <summary>
    /// A tenant that is open and was changed. Whoever is changing it holds the gate until the last index is built, and may have to
    /// wait for the write lock of the very caller that asks here: so this must not wait for the gate. The tables are there
    /// before the stamp is.
    /// </summary>
    private async Task<Entry?> TryLoadOpenAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (!_entries.ContainsKey(tenant.Name) || await store.LoadAsync(tenant, cancellationToken) is not { } stored)
        {
            return null;
        }

        var body = bodies.Get(stored);
        var isReady = body.Model.Hash == stored.ModelHash || _gates[tenant.Name].CurrentCount == 0;
        return isReady && upgrades.Next(stored, body.Features) is null ? Keep(tenant, stored) : null;
    }

    /// <summary>Loads, and lets the tables follow when the code's layers changed since they were made.</summary>
    private async Task<Entry> ConvergeAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await store.LoadAsync(tenant, cancellationToken) ?? throw NotSetUp(tenant);
            var body = bodies.Get(stored);
            try
            {
                return Keep(tenant, body.Model.Hash == stored.ModelHash ? stored : await SaveAsync(tenant, stored, stored.Stamp, cancellationToken));
            }
            catch (UserError error) when (error.Code == PlatformErrors.StateChanged && attempt < Attempts)
            {
                // Another host was faster; what it saved may be all that is needed.
            }
        }
    }

    private async Task<Entry> UpgradeAsync(Tenant tenant, Entry entry, CancellationToken cancellationToken)
    {
        while (upgrades.Next(entry.Stored, entry.State.Features) is { } step)
        {
            _upgrading.Value = entry;
            try
            {
                await upgrades.RunAsync(tenant, step, cancellationToken);
            }
            catch (UserError failed) when (failed.Code == TenantErrors.UpgradeFailed)
            {
                _entries.TryRemove(tenant.Name, out Entry? removed);
                throw _closed[tenant.Name] = Closed(tenant, failed.Message);
            }
            finally
            {
                _upgrading.Value = null;
            }

            var done = entry.Stored with { Upgrades = TenantUpgrades.With(entry.Stored.Upgrades, step) };
            entry = Keep(tenant, await SaveAsync(tenant, done, done.Stamp, cancellationToken));
        }

        return entry;
    }

    /// <summary>Saves under a new stamp, after the tables were made for the state's model.</summary>
    private async Task<StoredTenantState> SaveAsync(Tenant tenant, StoredTenantState state, string? expectedStamp, CancellationToken cancellationToken)
    {
        var model = bodies.Get(state).Model;
        var next = state with { ModelHash = model.Hash };
        return next with { Stamp = await store.SaveAsync(tenant, next, model, expectedStamp, cancellationToken) };
    }

    private Entry Keep(Tenant tenant, StoredTenantState stored)
    {
        var body = bodies.Get(stored);
        var state = new TenantState(stored.Stamp!, body.Features, body.Layers, body.Model, stored.Settings);
        // The layers of recipes are in the shared body; an entry must not hold its own copies of them.
        var slim = stored with { Recipes = [.. stored.Recipes.Select(r => r with { Layer = body.Layers.Last(l => l.Id == r.Layer.Id) })] };
        var entry = new Entry(tenant.Name, state, slim, body);
        _entries[tenant.Name] = entry;
        requests.Keep(tenant, state);
        foreach (var other in _entries.Where(e => e.Value.Body != body && !bodies.Keeps(e.Value.Body)))
        {
            _entries.TryRemove(other);
        }

        return entry;
    }

    private Entry? Upgrading(Tenant tenant) =>
        _upgrading.Value is { } entry && string.Equals(entry.Tenant, tenant.Name, StringComparison.OrdinalIgnoreCase) ? entry : null;

    private void ThrowIfClosed(Tenant tenant)
    {
        if (_closed.TryGetValue(tenant.Name, out var closed))
        {
            throw Closed(tenant, closed.Args["reason"] as string);
        }

        if (tenant.State == TenantStatus.Closed)
        {
            throw Closed(tenant, tenant.Reason);
        }
    }

    private async Task<IDisposable> EnterGateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(tenant.Name, static _ => new SemaphoreSlim(1, 1));
        return await gate.WaitAsync(_patience, cancellationToken)
            ? new Leave(gate)
            : throw TenantErrors.Busy.With(("tenant", tenant.Name));
    }

    private static UserError NotSetUp(Tenant tenant) => TenantErrors.NotSetUp.With(("tenant", tenant.Name));

    private static UserError Closed(Tenant tenant, string? reason) =>
        TenantErrors.Closed.With(("tenant", tenant.Name), ("reason", reason ?? "an administrator closed it."));

    /// <param name="Body">Shared; when it is let go, the entry goes too.</param>
    private sealed record Entry(string Tenant, TenantState State, StoredTenantState Stored, StateBody Body);

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
