using System.Data;
using System.Globalization;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Tenants;
using Microsoft.Data.Sqlite;

namespace CrmPlatform.Data.Connections;

/// <summary>A tenant in a SQLite file of its own: <c>tenants/{name}/crm.db</c> in the data directory.</summary>
internal sealed class SqliteStorage(Tenant tenant, string path, SqlitePool pool, DirectoryLock directory) : TenantStorage(tenant)
{
    /// <summary>How far the mark in the file is raised ahead of the ids handed out.</summary>
    private const int Block = 1000;

    private readonly WriteGate _gate = new();
    private readonly Lock _ids = new();

    /// <summary>The next id to hand out; 0 until the first is asked for.</summary>
    private long _nextId;

    /// <summary>Ids below this are taken, says the file.</summary>
    private long _mark;

    public string Path { get; } = path;

    public override Dialect Dialect => SqliteDialect.Instance;

    public override bool IsWanted => _gate.IsWanted;

    /// <summary>For writers that bring their own connection (Identity): waits for its turn; dispose of the result to leave.</summary>
    public async ValueTask<IDisposable> EnterAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(priority, cancellationToken);
        return new Turn(_gate);
    }

    /// <summary>
    /// One process holds the file, so ids come from memory. The mark in the file is raised ahead of them: by a transaction of its
    /// own or, when a writer is under way, with that writer's, so that nobody waits for himself.
    /// </summary>
    public override async ValueTask<long> ReserveIdsAsync(int count, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _nextId) == 0)
        {
            await LoadMarkAsync(cancellationToken);
        }

        long first;
        lock (_ids)
        {
            first = _nextId;
            _nextId += count;
        }

        if (IsBehind() && _gate.TryEnter())
        {
            await using var scope = await OpenScopeAsync(WritePriority.Interactive, cancellationToken);
            await scope.CommitAsync(cancellationToken);
        }

        return first;
    }

    public override ValueTask LockAsync(Link link, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask<(string? Stamp, string? Names)> ReadStampLockedAsync(Link link, CancellationToken cancellationToken) =>
        link.FirstAsync(Stamp, [], row => ((string?)row.Text(0), row.TextOrNull(1)), cancellationToken);

    protected override ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        directory.Hold();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<Link> RentAsync(CancellationToken cancellationToken) => await pool.RentAsync(Path, cancellationToken);

    protected override async ValueTask<WriteScope> BeginCoreAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(priority, cancellationToken);
        return await OpenScopeAsync(priority, cancellationToken);
    }

    protected override async ValueTask<int> FixedVersionAsync(Link link, CancellationToken cancellationToken) =>
        (int)await link.FirstAsync("pragma user_version", [], row => row.Integer(0), cancellationToken);

    protected override async ValueTask SetFixedVersionAsync(Link link, int version, CancellationToken cancellationToken) =>
        await link.RunScriptAsync("pragma user_version = " + version.ToString(CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>The gate is held; it is left when the scope ends.</summary>
    private async ValueTask<WriteScope> OpenScopeAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        SqliteLink? link = null;
        try
        {
            link = await pool.RentAsync(Path, cancellationToken);
            link.PrepareFor(priority);
            link.Transaction = link.Sqlite.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            return new WriteScope(link, () => RaiseMarkAsync(link), committed => EndAsync(link, committed));
        }
        catch (Exception error)
        {
            try
            {
                if (link is not null)
                {
                    await link.CloseAsync();
                }
            }
            finally
            {
                _gate.Leave();
            }

            throw error is SqliteException sqlite ? Dialect.Translate(sqlite) : error;
        }
    }

    private async ValueTask EndAsync(SqliteLink link, bool committed)
    {
        try
        {
            if (!committed && IsBehind())
            {
                link.Transaction = link.Sqlite.BeginTransaction(IsolationLevel.Serializable, deferred: false);
                await RaiseMarkAsync(link);
                await link.Transaction.CommitAsync();
            }
        }
        catch (SqliteException)
        {
            // The mark lags behind (a full disk): the next writer raises it, before anything else is stored.
        }
        finally
        {
            link.Transaction = null;
            try
            {
                await link.DisposeAsync();
            }
            finally
            {
                // Whatever becomes of the connection: a gate that is not left lets nobody write again.
                _gate.Leave();
            }
        }
    }

    private bool IsBehind()
    {
        lock (_ids)
        {
            return _nextId > _mark;
        }
    }

    private async ValueTask RaiseMarkAsync(SqliteLink link)
    {
        long mark;
        lock (_ids)
        {
            if (_nextId <= _mark)
            {
                return;
            }

            mark = _nextId + Block;
        }

        await link.ExecuteAsync(
            "insert into sys_sequence (id, next) values (1, $1) on conflict (id) do update set next = excluded.next",
            [Arg.Integer(mark)],
            CancellationToken.None);

        // Should the commit fail, the mark in memory is too high; a later one is then raised late, yet before its ids are stored.
        lock (_ids)
        {
            _mark = mark;
        }
    }

    private async ValueTask LoadMarkAsync(CancellationToken cancellationToken)
    {
        await using var link = await OpenAsync(cancellationToken);
        var mark = await link.FirstAsync("select next from sys_sequence where id = 1", [], row => row.Integer(0), cancellationToken);
        lock (_ids)
        {
            if (_nextId == 0)
            {
                _nextId = Math.Max(1, mark);
                _mark = mark;
            }
        }
    }

    private sealed class Turn(WriteGate gate) : IDisposable
    {
        private WriteGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
