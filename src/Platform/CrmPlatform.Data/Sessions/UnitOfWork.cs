using System.Globalization;
using CrmPlatform.Data.Connections;

namespace CrmPlatform.Data.Sessions;

/// <summary>
/// One transaction for all that some work writes, begun with its first write: work that writes nothing keeps no writer waiting.
/// </summary>
/// <param name="inParts">
/// A session that is not committed takes back its own writes only: by savepoints, for which SQLite copies every page that is
/// written. Without, such a session spoils the whole.
/// </param>
internal sealed class UnitOfWork(TenantStorage storage, bool inParts = true) : IAsyncDisposable
{
    private WriteScope? _scope;
    private WriteSession? _session;
    private int _joined;
    private bool _spoiled;

    public TenantStorage Storage { get; } = storage;

    /// <summary>The shared session; null until something is written.</summary>
    public WriteSession? Shared
    {
        get
        {
            ThrowIfSpoiled();
            return _session;
        }
    }

    /// <summary>A session inside the transaction: its commit keeps its writes for the whole's commit, its rollback undoes only its own.</summary>
    public async ValueTask<IWriteSession> JoinAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        ThrowIfSpoiled();
        _ = await OpenAsync(priority, cancellationToken);
        if (!inParts)
        {
            return new SharedWriteSession(Storage, _scope!, () => _spoiled = true);
        }

        var savepoint = "s" + (++_joined).ToString(CultureInfo.InvariantCulture);
        await _scope!.Link.ExecuteAsync("savepoint " + savepoint, cancellationToken);
        return new JoinedWriteSession(Storage, _scope, savepoint);
    }

    public async ValueTask<WriteSession> OpenAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            _scope = await Storage.BeginAsync(priority, cancellationToken);
            _session = new WriteSession(Storage, _scope);
        }

        return _session;
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ThrowIfSpoiled();
        if (_scope is not null)
        {
            await _scope.CommitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void ThrowIfSpoiled()
    {
        if (_spoiled)
        {
            throw new SpoiledTransactionException();
        }
    }
}

/// <summary>Reads inside a unit of work; the connection stays its own.</summary>
internal sealed class JoinedReadSession(TenantStorage storage, WriteSession shared) : ReadSession(storage, shared.SharedLink)
{
    protected override ValueTask EndAsync() => ValueTask.CompletedTask;
}

/// <summary>A writer inside a unit of work: a savepoint of its transaction.</summary>
internal sealed class JoinedWriteSession(TenantStorage storage, WriteScope scope, string savepoint) : WriteSession(storage, scope)
{
    private bool _ended;

    public override async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _ended = true;
        await Link.ExecuteAsync("release savepoint " + savepoint, cancellationToken);
    }

    protected override async ValueTask EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await Link.ExecuteAsync("rollback to savepoint " + savepoint, CancellationToken.None);
        }
    }
}

/// <summary>A writer inside a unit of work of SQLite that cannot be taken back by itself.</summary>
internal sealed class SharedWriteSession(TenantStorage storage, WriteScope scope, Action spoil) : WriteSession(storage, scope)
{
    private readonly int _changes = ((SqliteLink)scope.Link).Changes;
    private bool _committed;

    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _committed = true;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask EndAsync()
    {
        if (!_committed && ((SqliteLink)Link).Changes != _changes)
        {
            spoil();
        }

        return ValueTask.CompletedTask;
    }
}
