using System.Collections;
using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Records;

/// <summary>Makes rows of records: the system columns, single-valued fields, duplicate keys, and the searchable text.</summary>
internal static class RowWriter
{
    public static IReadOnlyList<ColumnSpec> SearchColumns { get; } = [new("rowid", StorageKind.Integer), new("text", StorageKind.Text)];

    public static IReadOnlyList<ColumnSpec> Columns(TypeTable table)
    {
        var columns = new List<ColumnSpec>();
        columns.AddRange(Naming.SystemOrder.Select(id => new ColumnSpec(Dialect.Quote(Naming.SystemColumns[id].Column), Naming.SystemColumns[id].Kind)));
        foreach (var field in table.Singles)
        {
            columns.AddRange(field.Names.Select((name, i) => new ColumnSpec(name, field.Columns[i].Kind, field.Columns[i].Scale)));
        }

        columns.AddRange(table.DuplicateColumns.Select(name => new ColumnSpec(name, StorageKind.Text)));
        if (table.IsSearched)
        {
            columns.Add(new ColumnSpec(Naming.SearchColumn, StorageKind.Text));
        }

        return columns;
    }

    public static IReadOnlyList<object?[]> Rows(TypeTable table, IReadOnlyList<RecordWrite> records)
    {
        var width = Naming.SystemOrder.Count + table.Singles.Sum(f => f.Names.Count) + table.DuplicateColumns.Count + (table.IsSearched ? 1 : 0);
        var rows = new object?[records.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Row(table, records[i], width);
        }

        return rows;
    }

    public static IReadOnlyList<ColumnSpec> ChildColumns(FieldColumns field) =>
    [
        new("record", StorageKind.Integer),
        new("pos", StorageKind.Integer),
        .. field.Names.Select((name, i) => new ColumnSpec(name, field.Columns[i].Kind, field.Columns[i].Scale)),
    ];

    public static IReadOnlyList<object?[]> ChildRows(FieldColumns field, IEnumerable<ContentRecord> records)
    {
        var rows = new List<object?[]>();
        foreach (var record in records)
        {
            var pos = 0L;
            foreach (var element in Elements(record[field.Field.Id]))
            {
                var row = new object?[field.Names.Count + 2];
                row[0] = record.Id;
                row[1] = pos++;
                field.Storage.Write(element, row.AsSpan(2));
                rows.Add(row);
            }
        }

        return rows;
    }

    /// <summary>For the full-text table: number and text of the rows that have one.</summary>
    public static IReadOnlyList<object?[]> SearchRows(IReadOnlyList<object?[]> rows) =>
        [.. rows.Where(row => row[^1] is not null).Select(row => new[] { row[0], row[^1] })];

    /// <summary>The searchable text as its column holds it: null rather than empty.</summary>
    public static object? SearchValue(string text) => text.Length == 0 ? null : text;

    private static object?[] Row(TypeTable table, RecordWrite write, int width)
    {
        var row = new object?[width];
        var record = write.Record;
        for (var i = 0; i < Naming.SystemOrder.Count; i++)
        {
            row[i] = record.Values.GetValueOrDefault(Naming.SystemOrder[i]);
        }

        row[0] = record.Id;
        row[1] = record.Version;
        var at = Naming.SystemOrder.Count;
        foreach (var field in table.Singles)
        {
            field.Storage.Write(record.Values.GetValueOrDefault(field.Field.Id), row.AsSpan(at, field.Names.Count));
            at += field.Names.Count;
        }

        for (var i = 0; i < table.DuplicateColumns.Count; i++)
        {
            row[at++] = write.DuplicateKeys[i];
        }

        if (table.IsSearched)
        {
            row[at] = SearchValue(SearchableText.Of(table.Type, record.Values));
        }

        return row;
    }

    private static IEnumerable<object?> Elements(object? value) =>
        value switch
        {
            null => [],
            IEnumerable elements and not string => elements.Cast<object?>(),
            _ => [value],
        };
}
