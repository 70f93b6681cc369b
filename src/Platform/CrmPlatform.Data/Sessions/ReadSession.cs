using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Fixed;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Sessions;

/// <summary>Reads over one connection. See the other parts of this class for queries, names and referrers.</summary>
internal partial class ReadSession(TenantStorage storage, Link link) : IReadSession
{
    private string? _stamp;
    private NameMap? _names;
    private FixedTables? _tables;

    public DbConnection Connection => Link.Connection;

    public DbTransaction? Transaction => Link.Transaction;

    public IFixedTables Tables => _tables ??= new FixedTables(Link);

    protected Link Link { get; } = link;

    protected TenantStorage Storage { get; } = storage;

    protected Dialect Dialect => Link.Dialect;

    public async ValueTask<string> StampAsync(CancellationToken cancellationToken)
    {
        if (_stamp is null)
        {
            var (stamp, names) = await ReadStampAsync(cancellationToken);
            _names = Storage.Names(names);
            _stamp = stamp ?? "";
        }

        return _stamp;
    }

    /// <summary>The type's table and the fixed ones that grow with it.</summary>
    public async ValueTask AnalyzeAsync(ContentType type, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        await Link.ExecuteAsync($"analyze {table.Name}, sys_stage_moves, sys_history", cancellationToken);
    }

    public async ValueTask<ContentRecord?> FindAsync(ContentType type, long id, CancellationToken cancellationToken)
    {
        var records = await FindManyAsync(type, [id], cancellationToken);
        return records.Count == 0 ? null : records[0];
    }

    public async ValueTask<IReadOnlyList<ContentRecord>> FindManyAsync(ContentType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var table = await TableAsync(type, cancellationToken);
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select ").Add(RecordReader.Columns(table)).Add(" from ").Add(table.Name).Add(" t where ");
        AddIds(sql, "t.id", ids);
        List<SqlText> statements = [sql, .. table.Manies.Select(field => Elements(field, ids))];
        var records = new RecordReader(table, Dialect);
        var found = new Dictionary<long, (ContentRecord Record, Dictionary<string, object?> Values)>(ids.Count);
        var elements = table.Manies.Select(field => new ElementReader(field, Dialect)).ToList();
        await Link.EachRowAsync(
            statements,
            (index, reader) =>
            {
                if (index > 0)
                {
                    elements[index - 1].Read(reader);
                    return;
                }

                var read = records.Read(reader);
                found.Add(read.Record.Id, read);
            },
            cancellationToken);
        for (var i = 0; i < elements.Count; i++)
        {
            elements[i].AddTo(found, table.Manies[i].Field.Id);
        }

        return [.. found.Values.Select(f => f.Record)];
    }

    public ValueTask DisposeAsync() => EndAsync();

    /// <summary>Gives the connection back.</summary>
    protected virtual ValueTask EndAsync() => Link.DisposeAsync();

    /// <summary>The stamp and the map of names; a writer sees to it as well that they stay as they are.</summary>
    protected virtual ValueTask<(string? Stamp, string? Names)> ReadStampAsync(CancellationToken cancellationToken) =>
        Link.FirstAsync(TenantStorage.Stamp, [], row => ((string?)row.Text(0), row.TextOrNull(1)), cancellationToken);

    protected async ValueTask<TypeTable> TableAsync(ContentType type, CancellationToken cancellationToken)
    {
        return TypeTable.Of(type, await NamesAsync(cancellationToken));
    }

    /// <summary>A writer's are those that its transaction keeps from changing; a reader's are the last ones seen.</summary>
    protected virtual async ValueTask<NameMap> NamesAsync(CancellationToken cancellationToken)
    {
        if ((_names ??= Storage.LastNames) is null)
        {
            await StampAsync(cancellationToken);
        }

        return _names!;
    }

    /// <summary>Adds "the expression is one of the ids".</summary>
    protected void AddIds(SqlText sql, string expression, IReadOnlyCollection<long> ids) =>
        sql.Add(ids.Count == 1
            ? $"{expression} = {sql.Name(Arg.Integer(ids.First()))}"
            : Dialect.In(sql, expression, [.. ids.Select(id => (object)id)], StorageKind.Integer, 0));

    /// <summary>Elements of a many-valued field, by record.</summary>
    protected async ValueTask<Dictionary<long, List<object>>> ElementsAsync(FieldColumns field, IReadOnlyCollection<long> records, CancellationToken cancellationToken)
    {
        var sql = Elements(field, records);
        var elements = new ElementReader(field, Dialect);
        await using var reader = await Link.ReaderAsync(sql.ToString(), sql.Args, cancellationToken);
        while (await Link.ReadAsync(reader, cancellationToken))
        {
            elements.Read(reader);
        }

        return elements.Found;
    }

    private SqlText Elements(FieldColumns field, IReadOnlyCollection<long> records)
    {
        var sql = new SqlText().Add("select c.record, ").Add(string.Join(", ", field.ReadNames.Select(n => "c." + n)))
            .Add(" from ").Add(field.Child!).Add(" c where ");
        AddIds(sql, "c.record", records);
        return sql.Add(" order by c.record, c.pos");
    }
}
