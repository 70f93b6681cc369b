using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrmPlatform.Data.Dialects;
using Npgsql;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// One pool of connections per PostgreSQL database, shared by its tenants. A connection is turned to a tenant's schema when it is
/// opened, which costs a round trip only when another tenant used it before.
/// </summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _sources = new(StringComparer.Ordinal);

    /// <summary>The schema that a backend's search path was set to last, by the backend's process number.</summary>
    private readonly ConditionalWeakTable<NpgsqlDataSource, ConcurrentDictionary<int, string>> _turned = [];

    public NpgsqlDataSource Get(string connectionString) =>
        _sources.GetOrAdd(connectionString, static (text, self) => new Lazy<NpgsqlDataSource>(() => self.Create(text)), this).Value;

    /// <summary>A connection that had rested in the pool may have lost its server; then a fresh one is tried.</summary>
    /// <exception cref="Errors.UserError"><c>storage.unreachable</c></exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, string schema, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenTurnedAsync(source, schema, cancellationToken);
        }
        catch (NpgsqlException error) when (PostgresDialect.IsGone(error))
        {
            return await OpenAgainAsync(source, schema, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw PostgresDialect.Instance.Translate(error);
        }
    }

    /// <summary>Sets the search path of an open connection of the source, where it is another.</summary>
    public async ValueTask TurnAsync(NpgsqlDataSource source, NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var turned = _turned.GetOrCreateValue(source);
        if (turned.TryGetValue(connection.ProcessID, out var current) && current == schema)
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"set search_path to {Dialect.Quote(schema)}, public";
        await command.ExecuteNonQueryAsync(cancellationToken);
        turned[connection.ProcessID] = schema;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values.Where(s => s.IsValueCreated))
        {
            await source.Value.DisposeAsync();
        }
    }

    private async ValueTask<NpgsqlConnection> OpenAgainAsync(NpgsqlDataSource source, string schema, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenTurnedAsync(source, schema, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw PostgresDialect.Instance.Translate(error);
        }
    }

    private async ValueTask<NpgsqlConnection> OpenTurnedAsync(NpgsqlDataSource source, string schema, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await TurnAsync(source, connection, schema, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private NpgsqlDataSource Create(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // The search path must outlive a rest in the pool; sessions leave nothing else behind.
            NoResetOnClose = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 3,
            ApplicationName = "crm",
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ToString());
        NpgsqlDataSource? source = null;

        // A new backend may have the process number of one that is gone.
        builder.UsePhysicalConnectionInitializer(
            connection => Forget(source!, connection),
            connection =>
            {
                Forget(source!, connection);
                return Task.CompletedTask;
            });
        source = builder.Build();
        return source;
    }

    private void Forget(NpgsqlDataSource source, NpgsqlConnection connection) =>
        _turned.GetOrCreateValue(source).TryRemove(connection.ProcessID, out _);
}
