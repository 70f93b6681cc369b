using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// Open connections of all SQLite tenants of the process. Those at rest share one budget: beyond it the one longest at rest is
/// closed, so a thousand idle tenants hold no more memory and files than a few.
/// </summary>
internal sealed class SqlitePool : IAsyncDisposable
{
    private const int MostAtRest = 24;

    /// <summary>
    /// A connection is used by one flow of control at a time, so SQLite need not lock it at each of its calls; they are many and
    /// short. Nor need it count its memory, under a lock at each allocation. Too late, and without harm, when something of the process has opened a database before.
    /// </summary>
    static SqlitePool()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Path, SqliteLink Link)> _atRest = [];
    private bool _closed;

    public async ValueTask<SqliteLink> RentAsync(string path, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            for (var node = _atRest.First; node is not null; node = node.Next)
            {
                if (node.Value.Path == path)
                {
                    _atRest.Remove(node);
                    return node.Value.Link;
                }
            }
        }

        return await OpenAsync(path, cancellationToken);
    }

    /// <summary>Closes the connections at rest of one file.</summary>
    public async ValueTask ForgetAsync(string path)
    {
        List<SqliteLink> forgotten = [];
        lock (_lock)
        {
            foreach (var entry in _atRest.Where(e => e.Path == path).ToList())
            {
                _atRest.Remove(entry);
                forgotten.Add(entry.Link);
            }
        }

        foreach (var link in forgotten)
        {
            await link.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SqliteLink> links;
        lock (_lock)
        {
            _closed = true;
            links = [.. _atRest.Select(e => e.Link)];
            _atRest.Clear();
        }

        foreach (var link in links)
        {
            await link.CloseAsync();
        }
    }

    private async ValueTask<SqliteLink> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString(path));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await SetUpAsync(connection, cancellationToken);
        }
        catch (SqliteException error)
        {
            await connection.DisposeAsync();
            throw SqliteDialect.Instance.Translate(error);
        }

        var link = new SqliteLink(connection);
        link.Return = l => ReturnAsync(path, l);
        return link;
    }

    public static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, ForeignKeys = true, DefaultTimeout = 30 }.ToString();

    private static async Task SetUpAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            pragma busy_timeout = 5000;
            pragma journal_mode = wal;
            pragma synchronous = normal;
            pragma mmap_size = 4294967296;
            pragma cache_size = -8000;
            pragma temp_store = memory;
            pragma journal_size_limit = 67108864;
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
        connection.CreateFunction<string?, string?>("crm_fold", text => text is null ? null : TextFolding.Fold(text), isDeterministic: true);
        connection.CreateFunction<string?, string?, string?>("crm_local_date", LocalDate, isDeterministic: true);
    }

    private static string? LocalDate(string? instant, string? zone)
    {
        if (instant is null || zone is null)
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(SqliteValues.ReadInstant(instant), TimeZoneInfo.FindSystemTimeZoneById(zone));
        return SqliteValues.Day(DateOnly.FromDateTime(local.DateTime));
    }

    private async ValueTask ReturnAsync(string path, SqliteLink link)
    {
        SqliteLink? surplus = null;
        link.PrepareFor(null);
        lock (_lock)
        {
            if (_closed)
            {
                surplus = link;
            }
            else
            {
                _atRest.AddFirst((path, link));
                if (_atRest.Count > MostAtRest)
                {
                    surplus = _atRest.Last!.Value.Link;
                    _atRest.RemoveLast();
                }
            }
        }

        if (surplus is not null)
        {
            await surplus.CloseAsync();
        }
    }
}
