using System.Data.Common;
using CrmPlatform.Data.Dialects;
using Npgsql;

namespace CrmPlatform.Data.Connections;

/// <summary>A PostgreSQL connection whose search path is the tenant's schema.</summary>
/// <param name="reopen">
/// Opens another connection of the kind: a connection that rested in the pool may have lost its server, which shows with its
/// first statement. Null for one that writes.
/// </param>
internal sealed class PostgresLink(NpgsqlConnection connection, Func<CancellationToken, ValueTask<NpgsqlConnection>>? reopen = null) : Link
{
    /// <summary>Fewer rows go in by one INSERT; COPY pays from here on.</summary>
    private const int CopyFrom = 8;

    private NpgsqlConnection _connection = connection;
    private bool _used;

    public override Dialect Dialect => PostgresDialect.Instance;

    public override DbConnection Connection => _connection;

    public NpgsqlConnection Npgsql => _connection;

    public override async ValueTask<int> ExecuteAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken)
    {
        _used = true;
        await using var command = Create(sql, args);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public override async ValueTask<DbDataReader> ReaderAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken, bool ownStatement = false) =>
        await StartAsync(() => Create(sql, args).ExecuteReaderAsync(cancellationToken), cancellationToken);

    public override async ValueTask EachRowAsync(IReadOnlyList<SqlText> statements, Action<int, DbDataReader> show, CancellationToken cancellationToken)
    {
        await using var reader = await StartAsync(() => Batch(statements).ExecuteReaderAsync(cancellationToken), cancellationToken);
        try
        {
            var index = 0;
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    show(index, reader);
                }

                index++;
            }
            while (await reader.NextResultAsync(cancellationToken));
        }
        catch (NpgsqlException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public override async ValueTask InsertManyAsync(string table, IReadOnlyList<ColumnSpec> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (rows.Count < CopyFrom)
        {
            await InsertAsync(table, columns, rows, cancellationToken);
            return;
        }

        try
        {
            await CopyAsync(table, columns, rows, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public override async ValueTask RunScriptAsync(string sql, CancellationToken cancellationToken) =>
        await ExecuteAsync(sql, [], cancellationToken);

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>
    /// The command is not disposed of: that would hand it back to the connection while its reader is still open. The first one of
    /// all is tried again on a fresh connection when this one has lost its server.
    /// </summary>
    private async Task<NpgsqlDataReader> StartAsync(Func<Task<NpgsqlDataReader>> start, CancellationToken cancellationToken)
    {
        var isFirst = !_used;
        _used = true;
        try
        {
            return await start();
        }
        catch (NpgsqlException error) when (isFirst && reopen is not null && PostgresDialect.IsGone(error))
        {
            await _connection.DisposeAsync();
            _connection = await reopen(cancellationToken);
            return await StartAsync(start, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw Dialect.Translate(error);
        }
    }

    private NpgsqlBatch Batch(IReadOnlyList<SqlText> statements)
    {
        var batch = new NpgsqlBatch(_connection, (NpgsqlTransaction?)Transaction);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.ToString());
            command.Parameters.AddRange(statement.Args.Select(arg => PostgresDialect.Bind(arg)).ToArray());
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private async Task InsertAsync(string table, IReadOnlyList<ColumnSpec> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("insert into ").Add(table).Add(" (").Add(string.Join(", ", columns.Select(c => c.Name))).Add(") values ");
        for (var r = 0; r < rows.Count; r++)
        {
            sql.Add(r == 0 ? "(" : ", (");
            for (var i = 0; i < columns.Count; i++)
            {
                sql.Add(i == 0 ? "" : ", ").AddArg(new Arg(rows[r][i], columns[i].Kind, columns[i].Scale));
            }

            sql.Add(")");
        }

        await ExecuteAsync(sql, cancellationToken);
    }

    private async Task CopyAsync(string table, IReadOnlyList<ColumnSpec> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns.Select(c => c.Name));
        await using var copy = await _connection.BeginBinaryImportAsync($"copy {table} ({names}) from stdin (format binary)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < columns.Count; i++)
            {
                var value = PostgresDialect.Form(row[i], columns[i].Kind, columns[i].Scale);
                await (value is null
                    ? copy.WriteNullAsync(cancellationToken)
                    : copy.WriteAsync(value, PostgresDialect.TypeOf(columns[i].Kind), cancellationToken));
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private NpgsqlCommand Create(string sql, IReadOnlyList<Arg> args)
    {
        var command = new NpgsqlCommand(sql, _connection, (NpgsqlTransaction?)Transaction);
        foreach (var arg in args)
        {
            command.Parameters.Add(PostgresDialect.Bind(arg));
        }

        return command;
    }
}
