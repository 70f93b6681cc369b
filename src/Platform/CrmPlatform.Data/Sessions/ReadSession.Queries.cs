using System.Data.Common;
using System.Runtime.CompilerServices;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Queries;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Sessions;

/// <summary>Pages, streams and groups of a query.</summary>
internal partial class ReadSession
{
    /// <summary>Rows per step where a stream cannot stay open: many-valued fields come between.</summary>
    private const int StreamStep = 1000;

    public async ValueTask<QueryPage> QueryAsync(BoundQuery query, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(cancellationToken);
        if (query.IsGrouped)
        {
            return await GroupsAsync(query, names, cancellationToken);
        }

        var statement = new PageStatement(query, Dialect, names);
        var (rows, next) = await PageAsync(query, statement, Cursor.Read(query, statement.Keys), query.Limit, cancellationToken);
        return new QueryPage([.. query.Columns.Select(c => c.Key)], rows, next?.Write(query, statement.Keys));
    }

    public async IAsyncEnumerable<QueryRow> StreamAsync(BoundQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var statement = new PageStatement(query, Dialect, await NamesAsync(cancellationToken));
        if (statement.Columns.Any(c => c is ManyColumn or ReferenceColumn))
        {
            await foreach (var row in StepsAsync(query, statement, cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        var sql = statement.WriteAll();
        await using var reader = await Link.ReaderAsync(sql.ToString(), sql.Args, cancellationToken, ownStatement: true);
        while (await Link.ReadAsync(reader, cancellationToken))
        {
            var (row, _) = ReadRow(reader, statement);
            yield return new QueryRow(row.Id, row.Version, row.Values);
        }
    }

    private async ValueTask<NameMap> NamesAsync(CancellationToken cancellationToken)
    {
        await StampAsync(cancellationToken);
        return _names!;
    }

    private async IAsyncEnumerable<QueryRow> StepsAsync(BoundQuery query, PageStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? after = null;
        do
        {
            var (rows, next) = await PageAsync(query, statement, after, StreamStep, cancellationToken);
            foreach (var row in rows)
            {
                yield return row;
            }

            after = next;
        }
        while (after is not null);
    }

    private async ValueTask<(List<QueryRow> Rows, Cursor? Next)> PageAsync(
        BoundQuery query, PageStatement statement, Cursor? after, int limit, CancellationToken cancellationToken)
    {
        var read = new List<(QueryRow Row, object?[] Keys)>(Math.Min(limit, 1000) + 1);
        var inEmpty = statement.IsSplit && after is { Values: [null, ..] };
        if (!inEmpty)
        {
            await ReadPartAsync(statement, after, empty: false, limit + 1, read, cancellationToken);
        }

        if (statement.IsSplit && read.Count <= limit)
        {
            await ReadPartAsync(statement, inEmpty ? after : null, empty: true, limit + 1 - read.Count, read, cancellationToken);
        }

        var hasMore = read.Count > limit;
        if (hasMore)
        {
            read.RemoveAt(read.Count - 1);
        }

        var rows = read.ConvertAll(r => r.Row);
        await CompleteAsync(query, statement, rows, cancellationToken);
        return (rows, hasMore ? new Cursor(read[^1].Keys) : null);
    }

    private async ValueTask ReadPartAsync(
        PageStatement statement, Cursor? after, bool empty, int limit, List<(QueryRow Row, object?[] Keys)> read, CancellationToken cancellationToken)
    {
        var sql = statement.Write(after, empty, limit);
        await using var reader = await Link.ReaderAsync(sql.ToString(), sql.Args, cancellationToken);
        while (await Link.ReadAsync(reader, cancellationToken))
        {
            read.Add(ReadRow(reader, statement));
        }
    }

    private (QueryRow Row, object?[] Keys) ReadRow(DbDataReader reader, PageStatement statement)
    {
        var columns = statement.Columns;
        var values = new object?[columns.Count];
        var ordinal = 2;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = columns[i].Read(reader, Dialect, ref ordinal);
        }

        var keys = new object?[statement.Keys.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var column = statement.Keys[i].Column;
            keys[i] = Dialect.Read(reader, ordinal++, column.Kind, column.Scale);
        }

        return (new QueryRow(reader.GetInt64(0), reader.GetInt64(1), values), keys);
    }

    /// <summary>Fills in what one statement cannot bring: many values of a row, and names of records of any type.</summary>
    private async ValueTask CompleteAsync(BoundQuery query, PageStatement statement, List<QueryRow> rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < statement.Columns.Count && rows.Count > 0; i++)
        {
            switch (statement.Columns[i])
            {
                case ManyColumn many:
                    await FillManyAsync(query, many, rows, i, cancellationToken);
                    break;
                case ReferenceColumn:
                    await FillLinksAsync(query, rows, i, cancellationToken);
                    break;
            }
        }
    }

    private async ValueTask FillManyAsync(BoundQuery query, ManyColumn many, List<QueryRow> rows, int index, CancellationToken cancellationToken)
    {
        var owners = rows.Select(r => r.Values[index]).OfType<long>().ToHashSet();
        var elements = owners.Count == 0 ? [] : await ElementsAsync(many.Columns, owners, cancellationToken);
        if (many.Columns.Field.TargetType is { } target)
        {
            elements = await NamedAsync(query, target, elements, cancellationToken);
        }

        foreach (var row in rows)
        {
            Put(row, index, row.Values[index] is long owner && elements.TryGetValue(owner, out var mine) ? RecordReader.Elements(mine) : null);
        }
    }

    /// <summary>Links for numbers.</summary>
    private async ValueTask<Dictionary<long, List<object>>> NamedAsync(
        BoundQuery query, string target, Dictionary<long, List<object>> elements, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(query.Model, elements.Values.SelectMany(e => e).Select(id => new RecordRef(target, (long)id)).ToHashSet(), cancellationToken);
        return elements.ToDictionary(e => e.Key, e => e.Value.ConvertAll(id => (object)LinkTo(names, new RecordRef(target, (long)id))));
    }

    private async ValueTask FillLinksAsync(BoundQuery query, List<QueryRow> rows, int index, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(query.Model, rows.Select(r => r.Values[index]).OfType<RecordRef>().ToHashSet(), cancellationToken);
        foreach (var row in rows)
        {
            if (row.Values[index] is RecordRef reference)
            {
                Put(row, index, LinkTo(names, reference));
            }
        }
    }

    private static RecordLink LinkTo(IReadOnlyDictionary<RecordRef, RecordLink> names, RecordRef reference) =>
        names.GetValueOrDefault(reference) ?? new RecordLink(reference.Type, reference.Id, "");

    private static void Put(QueryRow row, int index, object? value) => ((object?[])row.Values)[index] = value;
}
