using System.Collections.Frozen;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Tenants;

/// <summary>
/// The tenants as requests need them: by host name and by name, read from the host database at most once a second, so that a
/// change made by another host shows soon and a request costs no query.
/// </summary>
public sealed class TenantDirectory(ITenantStore store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Snapshot? _snapshot;

    public async ValueTask<Tenant?> ByHostAsync(string host, CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).ByHost.GetValueOrDefault(host);

    public async ValueTask<Tenant?> ByNameAsync(string name, CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).ByName.GetValueOrDefault(name);

    /// <summary>Forgets what was read: a tenant was changed here.</summary>
    public void Refresh() => _snapshot = null;

    private async ValueTask<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        if (snapshot is not null && time.GetElapsedTime(snapshot.ReadAt) < _freshFor)
        {
            return snapshot;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            snapshot = _snapshot;
            if (snapshot is null || time.GetElapsedTime(snapshot.ReadAt) >= _freshFor)
            {
                var tenants = await store.ListAsync(cancellationToken);
                _snapshot = snapshot = new Snapshot(
                    time.GetTimestamp(),
                    tenants.ToFrozenDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase),
                    tenants.Where(t => t.HostName is not null).ToFrozenDictionary(t => t.HostName!, StringComparer.OrdinalIgnoreCase));
            }

            return snapshot;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private sealed record Snapshot(long ReadAt, FrozenDictionary<string, Tenant> ByName, FrozenDictionary<string, Tenant> ByHost);
}
