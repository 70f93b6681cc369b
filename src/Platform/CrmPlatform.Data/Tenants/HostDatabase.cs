using CrmPlatform.Data.Connections;
using CrmPlatform.Hosting;
using Npgsql;

namespace CrmPlatform.Data.Tenants;

/// <summary>The host's own database: <c>host.db</c> in the data directory, or the schema <c>crm_host</c> that several hosts share.</summary>
internal sealed class HostDatabase(PlatformOptions options, SqlitePool sqlite, PostgresSources postgres, DirectoryLock directory)
{
    private const string Schema = "crm_host";

    private readonly WriteGate _opening = new();
    private readonly WriteGate _gate = new();
    private volatile bool _ready;

    private string Path => System.IO.Path.Combine(options.DataDirectory, "host.db");

    /// <summary>To read; null where nothing was ever written: who only looks leaves nothing behind.</summary>
    public async ValueTask<Link?> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_ready && options.HostConnection is null && !File.Exists(Path))
        {
            return null;
        }

        await EnsureReadyAsync(cancellationToken);
        return await RentAsync(cancellationToken);
    }

    public async ValueTask<WriteScope> BeginAsync(CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        await _gate.EnterAsync(WritePriority.Interactive, cancellationToken);
        Link? link = null;
        try
        {
            link = await RentAsync(cancellationToken);
            link.Transaction = link is SqliteLink file
                ? file.Sqlite.BeginTransaction(deferred: false)
                : await link.Connection.BeginTransactionAsync(cancellationToken);
            return new WriteScope(link, () => ValueTask.CompletedTask, async _ => await LeaveAsync(link));
        }
        catch
        {
            await LeaveAsync(link);
            throw;
        }
    }

    private async ValueTask LeaveAsync(Link? link)
    {
        try
        {
            if (link is not null)
            {
                await link.DisposeAsync();
            }
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async ValueTask<Link> RentAsync(CancellationToken cancellationToken) =>
        options.HostConnection is { } connection
            ? new PostgresLink(await OpenAsync(connection, cancellationToken), token => OpenAsync(connection, token))
            : await sqlite.RentAsync(Path, cancellationToken);

    private ValueTask<NpgsqlConnection> OpenAsync(string connection, CancellationToken cancellationToken) =>
        postgres.OpenAsync(postgres.Get(connection), Schema, cancellationToken);

    private async ValueTask EnsureReadyAsync(CancellationToken cancellationToken)
    {
        if (_ready)
        {
            return;
        }

        await _opening.EnterAsync(WritePriority.Interactive, cancellationToken);
        try
        {
            if (!_ready)
            {
                await MakeAsync(cancellationToken);
                _ready = true;
            }
        }
        finally
        {
            _opening.Leave();
        }
    }

    private async ValueTask MakeAsync(CancellationToken cancellationToken)
    {
        if (options.HostConnection is { } connection)
        {
            await using var open = await OpenAsync(connection, cancellationToken);
            await PostgresSetup.RunAsync(open, Schema, cancellationToken);
        }
        else
        {
            directory.Hold();
        }

        await using var link = await RentAsync(cancellationToken);
        var instant = link.Dialect.ColumnType(Content.StorageKind.Instant);
        var integer = link.Dialect.ColumnType(Content.StorageKind.Integer);
        await link.RunScriptAsync(
            $"""
            create table if not exists tenants (
              name text primary key, host_name text unique, database {integer} not null, connection text, schema text, state {integer} not null, reason text, due {instant});
            create index if not exists tenants_due on tenants (due) where due is not null;
            """,
            cancellationToken);
    }
}
