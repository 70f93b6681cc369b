using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// An open connection to a tenant's database, lent by its storage. Errors of the database leave it as user errors where they are
/// the user's (a full disk, a value taken twice).
/// </summary>
internal abstract class Link : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    public abstract DbConnection Connection { get; }

    /// <summary>Set for the length of a write.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Runs a statement; the number of rows it touched.</summary>
    public abstract ValueTask<int> ExecuteAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken);

    public ValueTask<int> ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(sql, [], cancellationToken);

    public ValueTask<int> ExecuteAsync(SqlText sql, CancellationToken cancellationToken) => ExecuteAsync(sql.ToString(), sql.Args, cancellationToken);

    /// <summary>
    /// Opens a reader. Statements are kept by their text: the same text must not be opened twice at once, unless
    /// <paramref name="ownStatement"/>.
    /// </summary>
    public abstract ValueTask<DbDataReader> ReaderAsync(string sql, IReadOnlyList<Arg> args, CancellationToken cancellationToken, bool ownStatement = false);

    /// <summary>Inserts rows, each an array of values in the order of the columns, by the fastest way there is.</summary>
    /// <param name="table">Quoted.</param>
    public abstract ValueTask InsertManyAsync(string table, IReadOnlyList<ColumnSpec> columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>Runs several statements without arguments as one text.</summary>
    public abstract ValueTask RunScriptAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Shows every row of several statements, with the statement's index; in one round trip where there are any.</summary>
    public abstract ValueTask EachRowAsync(IReadOnlyList<SqlText> statements, Action<int, DbDataReader> show, CancellationToken cancellationToken);

    /// <summary>All rows of a statement.</summary>
    public async ValueTask<List<T>> ListAsync<T>(string sql, IReadOnlyList<Arg> args, Func<Row, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await ReaderAsync(sql, args, cancellationToken);
        var row = new Row(reader, Dialect);
        while (await ReadAsync(reader, cancellationToken))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    public ValueTask<List<T>> ListAsync<T>(SqlText sql, Func<Row, T> read, CancellationToken cancellationToken) =>
        ListAsync(sql.ToString(), sql.Args, read, cancellationToken);

    /// <summary>The first row, or the type's default.</summary>
    public async ValueTask<T?> FirstAsync<T>(string sql, IReadOnlyList<Arg> args, Func<Row, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await ReaderAsync(sql, args, cancellationToken);
        return await ReadAsync(reader, cancellationToken) ? read(new Row(reader, Dialect)) : default;
    }

    public async ValueTask<bool> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (DbException error)
        {
            throw Dialect.Translate(error);
        }
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>The current row of a reader, its values as the kinds' .NET types.</summary>
internal readonly struct Row(DbDataReader reader, Dialect dialect)
{
    public object? this[int index, StorageKind kind, int scale = 0] => dialect.Read(reader, index, kind, scale);

    public string Text(int index) => reader.GetString(index);

    public string? TextOrNull(int index) => reader.IsDBNull(index) ? null : reader.GetString(index);

    public long Integer(int index) => reader.GetInt64(index);

    public long? IntegerOrNull(int index) => reader.IsDBNull(index) ? null : reader.GetInt64(index);

    public bool Flag(int index) => (bool)dialect.Read(reader, index, StorageKind.Boolean, 0)!;

    public DateTimeOffset Instant(int index) => (DateTimeOffset)dialect.Read(reader, index, StorageKind.Instant, 0)!;

    public DateTimeOffset? InstantOrNull(int index) => (DateTimeOffset?)dialect.Read(reader, index, StorageKind.Instant, 0);

    public double Real(int index) => reader.IsDBNull(index) ? 0 : reader.GetDouble(index);
}
