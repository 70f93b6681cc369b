using System.Data.Common;
using System.Globalization;
using CrmPlatform.Data.Dialects;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmPlatform.Data.Connections;

/// <summary>A SQLite connection with its prepared statements, lent by a <see cref="SqlitePool"/>.</summary>
internal sealed class SqliteLink(SqliteConnection connection) : Link
{
    private const int MostStatements = 200;

    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteInsert> _inserts = new(StringComparer.Ordinal);

    private readonly List<SqliteCommand> _own = [];
    private bool _isBulk;

    /// <summary>Where the link goes when its user is done.</summary>
    public Func<SqliteLink, ValueTask>? Return { get; set; }

    public override Dialect Dialect => SqliteDialect.Instance;

    public override DbConnection Connection => connection;

    public SqliteConnection Sqlite => connection;

    /// <summary>Rows that were changed since the connection was opened.</summary>
    public int Changes => raw.sqlite3_total_changes(connection.Handle);

    public override ValueTask<int> ExecuteAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = Prepare(sql, args);
        try
        {
            return ValueTask.FromResult(command.ExecuteNonQuery());
        }
        catch (SqliteException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public override ValueTask<DbDataReader> ReaderAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken, bool ownStatement = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = ownStatement ? Create(sql, args) : Prepare(sql, args);
        if (ownStatement)
        {
            _own.Add(command);
        }

        try
        {
            return ValueTask.FromResult<DbDataReader>(command.ExecuteReader());
        }
        catch (SqliteException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public override async ValueTask EachRowAsync(IReadOnlyList<SqlText> statements, Action<int, DbDataReader> show, CancellationToken cancellationToken)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            await using var reader = await ReaderAsync(statements[i].ToString(), statements[i].Args, cancellationToken);
            while (await ReadAsync(reader, cancellationToken))
            {
                show(i, reader);
            }
        }
    }

    public override ValueTask InsertManyAsync(string table, IReadOnlyList<ColumnSpec> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        try
        {
            var insert = Insert(table, columns);
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                insert.Run(row);
            }
        }
        catch (SqliteException error)
        {
            throw Dialect.Translate(error);
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask RunScriptAsync(string sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = Create(sql, []);
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw Dialect.Translate(error);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A slice of bulk work touches thousands of index pages: for its length it may keep them in memory, and is not made to bring
    /// the log into the file each time. At rest connections are small, since a host has many.
    /// </summary>
    public void PrepareFor(WritePriority? work)
    {
        var bulk = work == WritePriority.Bulk;
        if (bulk != _isBulk)
        {
            _isBulk = bulk;
            using var command = Create(bulk ? "pragma cache_size = -65536; pragma wal_autocheckpoint = 16000" : "pragma cache_size = -8000; pragma wal_autocheckpoint = 1000", []);
            command.ExecuteNonQuery();
        }
    }

    public override ValueTask DisposeAsync()
    {
        _own.ForEach(command => command.Dispose());
        _own.Clear();
        return Return!(this);
    }

    /// <summary>Closes the connection for good.</summary>
    public async ValueTask CloseAsync()
    {
        Forget();
        await connection.DisposeAsync();
    }

    private SqliteCommand Prepare(string sql, IReadOnlyList<Arg> args)
    {
        var command = Prepare(sql, args.Count);
        for (var i = 0; i < args.Count; i++)
        {
            command.Parameters[i].Value = SqliteDialect.Bind(args[i]);
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, int args)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            ForgetSurplus();
            command = Create(sql, new Arg[args]);
            _statements.Add(sql, command);
        }

        command.Transaction = (SqliteTransaction?)Transaction;
        return command;
    }

    private SqliteInsert Insert(string table, IReadOnlyList<ColumnSpec> columns)
    {
        var sql = InsertText(table, columns);
        if (!_inserts.TryGetValue(sql, out var insert))
        {
            ForgetSurplus();
            insert = new SqliteInsert(connection, sql, columns);
            _inserts.Add(sql, insert);
        }

        return insert;
    }

    private void ForgetSurplus()
    {
        if (_statements.Count + _inserts.Count >= MostStatements)
        {
            Forget();
        }
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values.Concat<IDisposable>(_inserts.Values))
        {
            statement.Dispose();
        }

        _statements.Clear();
        _inserts.Clear();
    }

    private SqliteCommand Create(string sql, IReadOnlyList<Arg> args)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = (SqliteTransaction?)Transaction;
        for (var i = 0; i < args.Count; i++)
        {
            command.Parameters.AddWithValue("$" + (i + 1).ToString(CultureInfo.InvariantCulture), SqliteDialect.Bind(args[i]));
        }

        return command;
    }

    private static string InsertText(string table, IReadOnlyList<ColumnSpec> columns)
    {
        var names = string.Join(", ", columns.Select(c => c.Name));
        var values = string.Join(", ", Enumerable.Range(1, columns.Count).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
        return $"insert into {table} ({names}) values ({values})";
    }
}
