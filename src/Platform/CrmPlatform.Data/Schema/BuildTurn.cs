using CrmPlatform.Data.Connections;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Schema;

/// <summary>
/// One host at a time fills columns and builds indexes of a tenant. It is asked for again and again rather than waited for inside
/// the database: a waiting statement would keep an index that is built concurrently from being finished.
/// </summary>
internal sealed class BuildTurn : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly Link? _link;

    private BuildTurn(Link? link) => _link = link;

    public static async ValueTask<BuildTurn> TakeAsync(TenantStorage storage, CancellationToken cancellationToken)
    {
        if (storage.Dialect.Kind == DatabaseKind.Sqlite)
        {
            return new BuildTurn(null);
        }

        var link = await storage.OpenAsync(cancellationToken);
        try
        {
            while (!await TryAsync(link, cancellationToken))
            {
                await Task.Delay(_pause, cancellationToken);
            }

            return new BuildTurn(link);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
        {
            await _link.ExecuteAsync("select pg_advisory_unlock(hashtextextended(current_schema(), 8))", CancellationToken.None);
            await _link.DisposeAsync();
        }
    }

    private static async ValueTask<bool> TryAsync(Link link, CancellationToken cancellationToken) =>
        await link.FirstAsync("select pg_try_advisory_lock(hashtextextended(current_schema(), 8))", [], row => row.Flag(0), cancellationToken);
}
