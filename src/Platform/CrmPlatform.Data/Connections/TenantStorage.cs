using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Fixed;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// What a process keeps of one tenant's database: how to open it, whether its fixed tables are there, the ids it may hand out.
/// Small, since a host has many.
/// </summary>
internal abstract class TenantStorage(Tenant tenant)
{
    /// <summary>Reads the stamp and the map of names.</summary>
    public const string Stamp = "select stamp, names from sys_state where id = 1";

    private readonly WriteGate _opening = new();
    private bool _ready;
    private NameMap? _names;

    public Tenant Tenant { get; } = tenant;

    public abstract Dialect Dialect { get; }

    /// <summary>A connection to read from; the fixed tables are there.</summary>
    public async ValueTask<Link> OpenAsync(CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        return await RentAsync(cancellationToken);
    }

    /// <summary>A connection with a transaction to write in, for a <see cref="WriteScope"/> to end.</summary>
    public async ValueTask<WriteScope> BeginAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        return await BeginCoreAsync(priority, cancellationToken);
    }

    /// <summary>A writer waits for the one that is under way to end; never so where writers do not wait for each other.</summary>
    public virtual bool IsWanted => false;

    public abstract ValueTask<long> ReserveIdsAsync(int count, CancellationToken cancellationToken);

    /// <summary>
    /// The map of columns that are called otherwise than their field, as last read; null before that. It is read whenever a stamp
    /// or a state is, so it is never older than a model in use; and it only grows, so it serves older models too.
    /// </summary>
    public NameMap? LastNames => _names;

    /// <summary>The map as it was read with the stamp, or a newer one.</summary>
    public NameMap Names(string? text)
    {
        while (true)
        {
            var last = _names;
            var names = last is not null && last.Text == (text ?? "") ? last : NameMap.Newer(last, NameMap.Parse(text));
            if (ReferenceEquals(names, last) || ReferenceEquals(Interlocked.CompareExchange(ref _names, names, last), last))
            {
                return names;
            }
        }
    }

    protected abstract ValueTask<Link> RentAsync(CancellationToken cancellationToken);

    protected abstract ValueTask<WriteScope> BeginCoreAsync(WritePriority priority, CancellationToken cancellationToken);

    /// <summary>Makes what must be there before the first connection: a folder, a schema.</summary>
    protected abstract ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The version of the fixed tables that are there; 0 when there are none.</summary>
    protected abstract ValueTask<int> FixedVersionAsync(Link link, CancellationToken cancellationToken);

    /// <summary>Notes the version, in the transaction that made the tables.</summary>
    protected abstract ValueTask SetFixedVersionAsync(Link link, int version, CancellationToken cancellationToken);

    private async ValueTask EnsureReadyAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ready))
        {
            return;
        }

        await _opening.EnterAsync(WritePriority.Interactive, cancellationToken);
        try
        {
            if (!_ready)
            {
                await PrepareAsync(cancellationToken);
                await ConvergeFixedTablesAsync(cancellationToken);
                Volatile.Write(ref _ready, true);
            }
        }
        finally
        {
            _opening.Leave();
        }
    }

    private async ValueTask ConvergeFixedTablesAsync(CancellationToken cancellationToken)
    {
        await using (var link = await RentAsync(cancellationToken))
        {
            if (await FixedVersionAsync(link, cancellationToken) >= FixedSchema.Version)
            {
                return;
            }
        }

        await using var scope = await BeginCoreAsync(WritePriority.Interactive, cancellationToken);
        await LockAsync(scope.Link, cancellationToken);
        if (await FixedVersionAsync(scope.Link, cancellationToken) < FixedSchema.Version)
        {
            await FixedSchema.ConvergeAsync(scope.Link, cancellationToken);
            await SetFixedVersionAsync(scope.Link, FixedSchema.Version, cancellationToken);
            await scope.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Keeps other hosts from changing tables until the transaction ends.</summary>
    public abstract ValueTask LockAsync(Link link, CancellationToken cancellationToken);

    /// <summary>The stamp and map of names for a writer: they, and the tables, stay as they are until its transaction ends.</summary>
    public abstract ValueTask<(string? Stamp, string? Names)> ReadStampLockedAsync(Link link, CancellationToken cancellationToken);
}
