using CrmPlatform.Data.Connections;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using Npgsql;

namespace CrmPlatform.Data.Tenants;

/// <summary>Asks the databases whether they are there.</summary>
public interface IDatabaseProbe
{
    /// <summary>
    /// Asks the host database for the tenants, then each PostgreSQL database that running ones share; those in files of their own
    /// are not opened, since there may be thousands. No answer within two seconds counts as none.
    /// </summary>
    Task<DatabaseHealth> RunAsync(CancellationToken cancellationToken);
}

/// <param name="Tenants">How many there are.</param>
/// <param name="Closed">How many of them are closed.</param>
/// <param name="Faults">What does not answer; empty when the host is ready.</param>
public sealed record DatabaseHealth(int Tenants, int Closed, IReadOnlyList<DatabaseFault> Faults);

/// <param name="Tenants">How many running tenants wait for it; null for the host database, which all need.</param>
public sealed record DatabaseFault(int? Tenants, Exception Cause);

internal sealed class DatabaseProbe(PlatformOptions options, ITenantStore tenants, PostgresSources sources) : IDatabaseProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public async Task<DatabaseHealth> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Tenant> all = [];
        if (await TryAsync(async token => all = await tenants.ListAsync(token), cancellationToken) is { } fault)
        {
            return new DatabaseHealth(0, 0, [new DatabaseFault(null, fault)]);
        }

        var shared = all.Where(t => t is { State: TenantStatus.Running, Database: DatabaseKind.Postgres })
            .GroupBy(t => t.Connection ?? options.HostConnection ?? "", StringComparer.Ordinal);
        var answers = await Task.WhenAll(shared.Select(async database =>
            await TryAsync(token => AskAsync(database.Key, token), cancellationToken) is { } cause ? new DatabaseFault(database.Count(), cause) : null));
        return new DatabaseHealth(all.Count, all.Count(t => t.State == TenantStatus.Closed), [.. answers.OfType<DatabaseFault>()]);
    }

    private static async Task<Exception?> TryAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            await ask(patience.Token);
            return null;
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            return cause;
        }
    }

    /// <summary>As a read does: a connection that lost its server while it rested is no fault when a fresh one answers.</summary>
    private async Task AskAsync(string connection, CancellationToken cancellationToken)
    {
        ValueTask<NpgsqlConnection> OpenAsync(CancellationToken token) => sources.Get(connection).OpenConnectionAsync(token);
        await using var link = new PostgresLink(await OpenAsync(cancellationToken), OpenAsync);
        await link.FirstAsync("select 1", [], _ => true, cancellationToken);
    }
}
