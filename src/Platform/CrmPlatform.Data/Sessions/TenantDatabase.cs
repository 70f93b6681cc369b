using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Sessions;

/// <summary>
/// Opens sessions on the current tenant's database. Inside a unit of work (a handler whose effects commit with its receipt) all
/// writers share one transaction, and reads after its first write see what it wrote.
/// </summary>
internal sealed class TenantDatabase(ITenantAccessor tenants, TenantStorages storages) : ITenantDatabase
{
    private readonly AsyncLocal<UnitOfWork?> _unit = new();

    public async ValueTask<IReadSession> ReadAsync(CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenants.Current);
        return UnitFor(storage) is { } unit && unit.Shared is { } shared
            ? new JoinedReadSession(storage, shared)
            : new ReadSession(storage, await storage.OpenAsync(cancellationToken));
    }

    public async ValueTask<IWriteSession> WriteAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenants.Current);
        return UnitFor(storage) is { } unit
            ? await unit.JoinAsync(priority, cancellationToken)
            : new WriteSession(storage, await storage.BeginAsync(priority, cancellationToken));
    }

    public ValueTask<long> ReserveIdsAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return storages.Get(tenants.Current).ReserveIdsAsync(count, cancellationToken);
    }

    public async ValueTask AnalyzeAsync(ContentType type, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenants.Current);
        if (storage.Tenant.Database == DatabaseKind.Postgres)
        {
            await using var session = new ReadSession(storage, await storage.OpenAsync(cancellationToken));
            await session.AnalyzeAsync(type, cancellationToken);
        }
    }

    public async Task RunTogetherAsync(Func<Func<bool>, Task> work, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenants.Current);
        if (storage.Tenant.Database == DatabaseKind.Postgres || UnitFor(storage) is not null)
        {
            await work(() => true);
            return;
        }

        await using var unit = new UnitOfWork(storage, inParts: false);
        await RunInUnitAsync(unit, _ => work(() => storage.IsWanted), cancellationToken);
        // What is done is kept, also when no more is wanted.
        await unit.CommitAsync(CancellationToken.None);
    }

    /// <summary>Runs work whose writes share one transaction, which the caller commits.</summary>
    public async Task RunInUnitAsync(UnitOfWork unit, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        _unit.Value = unit;
        await work(cancellationToken);
    }

    private UnitOfWork? UnitFor(TenantStorage storage) => _unit.Value is { } unit && unit.Storage == storage ? unit : null;
}
