using System.Globalization;
using CrmPlatform.Data.Connections;

namespace CrmPlatform.Data.Sessions;

/// <summary>
/// One transaction for all that some work writes, begun with its first write: work that writes nothing keeps no writer waiting.
/// </summary>
internal sealed class UnitOfWork(TenantStorage storage) : IAsyncDisposable
{
    private WriteScope? _scope;
    private int _joined;

    public TenantStorage Storage { get; } = storage;

    /// <summary>The shared session; null until something is written.</summary>
    public WriteSession? Session { get; private set; }

    /// <summary>A session inside the transaction: its commit keeps its writes for the whole's commit, its rollback undoes only its own.</summary>
    public async ValueTask<IWriteSession> JoinAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        _ = await OpenAsync(priority, cancellationToken);
        var savepoint = "s" + (++_joined).ToString(CultureInfo.InvariantCulture);
        await _scope!.Link.ExecuteAsync("savepoint " + savepoint, cancellationToken);
        return new JoinedWriteSession(Storage, _scope, savepoint);
    }

    public async ValueTask<WriteSession> OpenAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        if (Session is null)
        {
            _scope = await Storage.BeginAsync(priority, cancellationToken);
            Session = new WriteSession(Storage, _scope);
        }

        return Session;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken) => _scope?.CommitAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
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
