using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Sessions;

/// <summary>Writes in one transaction.</summary>
internal partial class WriteSession(TenantStorage storage, WriteScope scope) : ReadSession(storage, scope.Link), IWriteSession
{
    /// <summary>For sessions that join this one.</summary>
    internal Link SharedLink => Link;

    public async ValueTask InsertAsync(ContentType type, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        var rows = RowWriter.Rows(table, records);
        await Link.InsertManyAsync(table.Name, RowWriter.Columns(table), rows, cancellationToken);
        foreach (var field in table.Manies)
        {
            await Link.InsertManyAsync(
                field.Child!, RowWriter.ChildColumns(field), RowWriter.ChildRows(field, records.Select(r => r.Record)), cancellationToken);
        }

        if (table.IsSearched && Dialect.Kind == DatabaseKind.Sqlite)
        {
            await Link.InsertManyAsync(table.SearchIndex, RowWriter.SearchColumns, RowWriter.SearchRows(rows), cancellationToken);
        }
    }

    public async ValueTask<bool> UpdateAsync(
        ContentType type, RecordWrite record, IReadOnlyCollection<string> fields, long expectedVersion, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        var named = fields.Select(field => type.Find(field)?.Id ?? field).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var search = type.OrderedFields.Any(f => f.Searchable && named.Contains(f.Id)) ? SearchableText.Of(type, record.Record.Values) : null;
        var sql = new UpdateWriter(table, record, named, search).Write(expectedVersion);
        if (await Link.ExecuteAsync(sql, cancellationToken) == 0)
        {
            return false;
        }

        foreach (var field in table.Manies.Where(f => named.Contains(f.Field.Id)))
        {
            await Link.ExecuteAsync($"delete from {field.Child} where record = $1", [Arg.Integer(record.Record.Id)], cancellationToken);
            await Link.InsertManyAsync(field.Child!, RowWriter.ChildColumns(field), RowWriter.ChildRows(field, [record.Record]), cancellationToken);
        }

        if (search is not null)
        {
            await ReplaceSearchTextAsync(table, record.Record.Id, search, cancellationToken);
        }

        return true;
    }

    public async ValueTask PurgeAsync(ContentType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var table = await TableAsync(type, cancellationToken);
        foreach (var field in table.Manies)
        {
            await DeleteAsync(field.Child!, "record", ids, cancellationToken);
        }

        if (table.IsSearched && Dialect.Kind == DatabaseKind.Sqlite)
        {
            await DeleteAsync(table.SearchIndex, "rowid", ids, cancellationToken);
        }

        await DeleteAsync(table.Name, "id", ids, cancellationToken);
    }

    public async ValueTask<long> NextNumberAsync(string sequence, int count, CancellationToken cancellationToken)
    {
        var last = await Link.FirstAsync(
            "insert into sys_numbers as n (sequence, last) values ($1, $2) on conflict (sequence) do update set last = n.last + $2 returning last",
            [Arg.Text(sequence), Arg.Integer(count)],
            row => row.Integer(0),
            cancellationToken);
        return last - count + 1;
    }

    public void AfterCommit(Action action) => scope.AfterCommit(action);

    public virtual ValueTask CommitAsync(CancellationToken cancellationToken) => scope.CommitAsync(cancellationToken);

    protected override ValueTask EndAsync() => scope.DisposeAsync();

    protected override async ValueTask<NameMap> NamesAsync(CancellationToken cancellationToken)
    {
        await StampAsync(cancellationToken);
        return await base.NamesAsync(cancellationToken);
    }

    protected override ValueTask<(string? Stamp, string? Names)> ReadStampAsync(CancellationToken cancellationToken) =>
        Storage.ReadStampLockedAsync(Link, cancellationToken);

    /// <summary>The full text of SQLite stands in a table of its own.</summary>
    internal async ValueTask ReplaceSearchTextAsync(TypeTable table, long id, string text, CancellationToken cancellationToken)
    {
        if (Dialect.Kind == DatabaseKind.Sqlite)
        {
            await Link.ExecuteAsync($"delete from {table.SearchIndex} where rowid = $1", [Arg.Integer(id)], cancellationToken);
            await Link.InsertManyAsync(table.SearchIndex, RowWriter.SearchColumns, text.Length == 0 ? [] : [[id, text]], cancellationToken);
        }
    }

    private async ValueTask DeleteAsync(string table, string column, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("delete from ").Add(table).Add(" where ");
        AddIds(sql, column, ids);
        await Link.ExecuteAsync(sql, cancellationToken);
    }
}
