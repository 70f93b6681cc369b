using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Writing;
using Microsoft.Data.Sqlite;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// What a dry run would have written: later rows of the file name and match it. On disk, so that memory does not grow with the file.
/// </summary>
internal sealed class DryRunLedger : IDisposable
{
    /// <summary>Kind of the entries by match; those by name have the index of their source.</summary>
    private const int ByMatch = -1;

    /// <summary>Kind of the entries by the first unique key; the others follow.</summary>
    private const int ByUniqueKey = 1_000_000;

    private readonly ImportPlan _plan;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _add;

    public DryRunLedger(string path, ImportPlan plan)
    {
        _plan = plan;
        File.Delete(path);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("pragma journal_mode=off; pragma synchronous=off; create table seen (kind integer, name text, hashes blob, primary key (kind, name)) without rowid");
        _find = Command("select hashes from seen where kind = $kind and name = $name", "$kind", "$name");
        _add = Command("insert into seen values ($kind, $name, $hashes) on conflict do update set hashes = excluded.hashes", "$kind", "$name", "$hashes");
    }

    /// <summary>A row before this slice would have brought a record of this name.</summary>
    public bool Knows(LookupSource source, object key) => Find(source.Index, key) is not null;

    /// <summary>Hashes of the values that earlier rows with the same match would have given; null when there was none.</summary>
    public long[]? Earlier(ImportRow row) =>
        row.MatchKey is { } key && Find(ByMatch, key) is { } hashes ? MemoryMarshal.Cast<byte, long>(hashes).ToArray() : null;

    /// <summary>Refuses rows that bring a unique value which a row before this slice would have brought to another record.</summary>
    public bool RefuseDuplicates(IReadOnlyList<ImportRow> rows)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < _plan.UniqueKeys.Count; i++)
            {
                var key = _plan.UniqueKeys[i];
                if (key.TextOf(row.Value) is { } text && Find(ByUniqueKey + i, text) is { } bytes
                    && Encoding.UTF8.GetString(bytes).Split('\n') is [var owner, var id, var name] && owner != OwnerOf(row))
                {
                    row.Refuse(GateErrors.Duplicate.With(("key", key.Key.Label), ("record", name), ("type", _plan.Type.Label), ("id", id)));
                }
            }
        }

        return rows.Any(r => r.Faults.Count > 0);
    }

    /// <summary>Rows that would have been written, or were found unchanged.</summary>
    public void Accept(IReadOnlyList<ImportRow> rows)
    {
        Execute("begin");
        foreach (var row in rows)
        {
            if (row.MatchKey is { } match)
            {
                Add(ByMatch, match, Merged(row));
            }

            for (var i = 0; i < _plan.UniqueKeys.Count; i++)
            {
                if (_plan.UniqueKeys[i].TextOf(row.Value) is { } text)
                {
                    Add(ByUniqueKey + i, text, Encoding.UTF8.GetBytes($"{OwnerOf(row)}\n{IdOf(row)}\n{row.Value(_plan.Type.NameField)}"));
                }
            }

            foreach (var source in _plan.Sources.Where(s => s.Self >= 0))
            {
                if (source.Targets[source.Self].KeyOf(row.Values[source.SelfField]) is { } key)
                {
                    Add(source.Index, key, []);
                }
            }
        }

        Execute("commit");
    }

    /// <summary>A value as one number; 0 when it is empty. Lookups count by the name in the file.</summary>
    public static long HashOf(ImportPlan plan, ImportRow row, int field)
    {
        var text = plan.Fields[field].Lookup is { } lookup
            ? string.Join('\n', row.Names[lookup.Index].SelectMany(n => n.Keys).Select(k => k is null ? "" : LookupKey.Text(k)))
            : row.Values[field] switch
            {
                null => "",
                IEnumerable<string> many => string.Join('\n', many),
                var one => Convert.ToString(one, CultureInfo.InvariantCulture)!,
            };
        var hash = text.Length == 0 ? 0 : unchecked((long)14695981039346656037);
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }

        return hash;
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _connection.Dispose();
    }

    private byte[] Merged(ImportRow row)
    {
        var hashes = row.Earlier is { } earlier ? [.. earlier] : new long[_plan.Fields.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            var own = HashOf(_plan, row, i);
            hashes[i] = own == 0 ? hashes[i] : own;
        }

        return MemoryMarshal.AsBytes<long>(hashes).ToArray();
    }

    /// <summary>What tells the record of a row from others.</summary>
    private static string OwnerOf(ImportRow row) =>
        row.MatchKey is { } match ? LookupKey.Text(match) : row.Line.ToString(CultureInfo.InvariantCulture);

    /// <summary>The record's number; a record that is not there has none.</summary>
    private static string IdOf(ImportRow row) => row.Existing is null ? "?" : row.Id.ToString(CultureInfo.InvariantCulture);

    private byte[]? Find(int kind, object key)
    {
        _find.Parameters[0].Value = kind;
        _find.Parameters[1].Value = LookupKey.Text(key);
        return _find.ExecuteScalar() as byte[];
    }

    private void Add(int kind, object key, byte[] hashes)
    {
        _add.Parameters[0].Value = kind;
        _add.Parameters[1].Value = LookupKey.Text(key);
        _add.Parameters[2].Value = hashes;
        _add.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
