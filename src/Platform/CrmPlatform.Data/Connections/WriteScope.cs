using System.Data.Common;

namespace CrmPlatform.Data.Connections;

/// <summary>A transaction, rolled back unless committed; then its connection goes back and the next writer may come.</summary>
/// <param name="beforeCommit">Runs inside the transaction, last of all.</param>
/// <param name="ended">Runs after it, told whether it was committed; the connection is still at hand.</param>
internal sealed class WriteScope(Link link, Func<ValueTask> beforeCommit, Func<bool, ValueTask> ended) : IAsyncDisposable
{
    private List<Action>? _afterCommit;
    private bool _ended;

    public Link Link { get; } = link;

    /// <summary>Runs once the transaction has committed and the next writer may come.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        await beforeCommit();
        try
        {
            await Link.Transaction!.CommitAsync(cancellationToken);
        }
        catch (DbException error)
        {
            throw Link.Dialect.Translate(error);
        }

        await EndAsync(committed: true);
        _afterCommit?.ForEach(action => action());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            await EndAsync(committed: false);
        }
    }

    private async ValueTask EndAsync(bool committed)
    {
        _ended = true;
        try
        {
            // Disposing of it rolls it back, if the database has not done so itself (a full disk).
            await Link.Transaction!.DisposeAsync();
        }
        finally
        {
            Link.Transaction = null;
            await ended(committed);
        }
    }
}
