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
            yield return ReadRow(reader, statement, out _);
        }
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
        var page = new Page(limit);
        if (statement.LooksAtNewestFirst && after is null)
        {
            await ReadPartAsync(statement, after, empty: false, page, cancellationToken, newest: true);
            if (!page.HasMore)
            {
                page = new Page(limit);
            }
        }

        if (!page.HasMore)
        {
            await ReadPartsAsync(statement, after, page, cancellationToken);
        }

        await CompleteAsync(query, statement, page.Rows, cancellationToken);
        return (page.Rows, page.HasMore ? new Cursor(page.LastKeys!) : null);
    }

    private async ValueTask ReadPartsAsync(PageStatement statement, Cursor? after, Page page, CancellationToken cancellationToken)
    {
        var inEmpty = statement.IsSplit && after is { Values: [null, ..] };
        if (!inEmpty)
        {
            await ReadPartAsync(statement, after, empty: false, page, cancellationToken);
        }

        if (statement.IsSplit && !page.HasMore)
        {
            await ReadPartAsync(statement, inEmpty ? after : null, empty: true, page, cancellationToken);
        }
    }

    private async ValueTask ReadPartAsync(
        PageStatement statement, Cursor? after, bool empty, Page page, CancellationToken cancellationToken, bool newest = false)
    {
        // One row more than the page holds tells whether there is another page.
        var sql = statement.Write(after, empty, page.Limit + 1 - page.Rows.Count, newest);
        await using var reader = await Link.ReaderAsync(sql.ToString(), sql.Args, cancellationToken);
        while (await Link.ReadAsync(reader, cancellationToken))
        {
            if (page.Rows.Count == page.Limit)
            {
                page.HasMore = true;
                return;
            }

            page.Rows.Add(ReadRow(reader, statement, out var ordinal));
            if (page.Rows.Count == page.Limit)
            {
                page.LastKeys = ReadKeys(reader, statement, ordinal);
            }
        }
    }

    private QueryRow ReadRow(DbDataReader reader, PageStatement statement, out int ordinal)
    {
        var columns = statement.Columns;
        var values = new object?[columns.Count];
        ordinal = 2;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = columns[i].Read(reader, Dialect, ref ordinal);
        }

        return new QueryRow(reader.GetInt64(0), reader.GetInt64(1), values);
    }

    private object?[] ReadKeys(DbDataReader reader, PageStatement statement, int ordinal)
    {
        var keys = new object?[statement.Keys.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var column = statement.Keys[i].Column;
            keys[i] = Dialect.Read(reader, ordinal++, column.Kind, column.Scale);
        }

        return keys;
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

    /// <summary>A page being read.</summary>
    private sealed class Page(int limit)
    {
        public int Limit { get; } = limit;

        public List<QueryRow> Rows { get; } = new(Math.Min(limit, StreamStep));

        /// <summary>Of the last row, once the page is full.</summary>
        public object?[]? LastKeys { get; set; }

        public bool HasMore { get; set; }
    }
}
