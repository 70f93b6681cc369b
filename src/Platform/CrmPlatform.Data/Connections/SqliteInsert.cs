using System.Text;
using CrmPlatform.Data.Dialects;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// A prepared INSERT for many rows. It speaks to SQLite itself: the provider looks each parameter up by name, which for forty
/// columns cost more than the insert.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly IReadOnlyList<ColumnSpec> _columns;
    private byte[] _buffer = new byte[256];

    public SqliteInsert(SqliteConnection connection, string sql, IReadOnlyList<ColumnSpec> columns)
    {
        _database = connection.Handle!;
        _columns = columns;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Run(object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            Bind(i + 1, row[i], _columns[i]);
        }

        var code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_DONE)
        {
            try
            {
                SqliteException.ThrowExceptionForRC(code, _database);
            }
            finally
            {
                _ = raw.sqlite3_reset(_statement);
            }
        }

        _ = raw.sqlite3_reset(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int index, object? value, in ColumnSpec column)
    {
        _ = value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            string text => BindText(index, text),
            long number => raw.sqlite3_bind_int64(_statement, index, number),
            decimal number => raw.sqlite3_bind_int64(_statement, index, SqliteValues.Scale(number, column.Scale)),
            bool flag => raw.sqlite3_bind_int64(_statement, index, flag ? 1 : 0),
            DateOnly day => BindDay(index, day),
            DateTimeOffset instant => BindInstant(index, instant),
            _ => throw new NotSupportedException($"{value.GetType().Name} for {column.Name}, a column of kind {column.Kind}."),
        };
    }

    private int BindDay(int index, DateOnly day)
    {
        SqliteValues.WriteUtf8(_buffer, day);
        return raw.sqlite3_bind_text(_statement, index, _buffer.AsSpan(0, SqliteValues.DayLength));
    }

    private int BindInstant(int index, DateTimeOffset instant)
    {
        SqliteValues.WriteUtf8(_buffer, instant);
        return raw.sqlite3_bind_text(_statement, index, _buffer.AsSpan(0, SqliteValues.InstantLength));
    }

    private int BindText(int index, string text)
    {
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(_statement, index, text);
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_buffer.Length < most)
        {
            _buffer = new byte[most * 2];
        }

        return raw.sqlite3_bind_text(_statement, index, _buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, _buffer)));
    }
}
