using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Records;

/// <summary>Makes records of rows: the system columns, then the single-valued fields.</summary>
internal sealed class RecordReader
{
    private readonly TypeTable _table;
    private readonly Dialect _dialect;
    private readonly object?[] _buffer;

    public RecordReader(TypeTable table, Dialect dialect)
    {
        _table = table;
        _dialect = dialect;
        _buffer = new object?[Math.Max(1, table.Singles.Select(f => f.Names.Count).DefaultIfEmpty(1).Max())];
    }

    /// <summary>The columns that <see cref="Read"/> expects, of a table called <c>t</c>.</summary>
    public static string Columns(TypeTable table)
    {
        var names = Naming.SystemOrder.Select(id => Dialect.Quote(Naming.SystemColumns[id].Column)).Concat(table.Singles.SelectMany(f => f.ReadNames));
        return string.Join(", ", names.Select(name => "t." + name));
    }

    public (ContentRecord Record, Dictionary<string, object?> Values) Read(DbDataReader reader)
    {
        var values = new Dictionary<string, object?>(_table.Singles.Count + Naming.SystemOrder.Count, StringComparer.OrdinalIgnoreCase);
        var ordinal = 0;
        foreach (var id in Naming.SystemOrder)
        {
            if (_dialect.Read(reader, ordinal++, Naming.SystemColumns[id].Kind, 0) is { } value)
            {
                values.Add(id, value);
            }
        }

        foreach (var field in _table.Singles)
        {
            if (ReadField(reader, field, ref ordinal) is { } value)
            {
                values.Add(field.Field.Id, value);
            }
        }

        return (new ContentRecord(_table.Type.Id, (long)values[SystemFields.Id]!, (long)values[SystemFields.Version]!, values), values);
    }

    private object? ReadField(DbDataReader reader, FieldColumns field, ref int ordinal) =>
        ReadValue(reader, field, _dialect, _buffer, ref ordinal);

    /// <summary>The value of a field whose columns stand next to each other from an ordinal on, which moves behind them.</summary>
    public static object? ReadValue(DbDataReader reader, FieldColumns field, Dialect dialect, object?[] buffer, ref int ordinal)
    {
        var columns = field.Columns;
        var filled = false;
        var folded = field.Storage.FoldedColumn;
        for (var i = 0; i < columns.Count; i++)
        {
            if (i == folded)
            {
                buffer[i] = null;
                continue;
            }

            buffer[i] = dialect.Read(reader, ordinal++, columns[i].Kind, columns[i].Scale);
            filled |= buffer[i] is not null;
        }

        return filled ? field.Storage.Read(buffer.AsSpan(0, columns.Count)) : null;
    }

    /// <summary>A list of elements, of their own type: strings, numbers.</summary>
    public static object Elements(IReadOnlyList<object> elements) =>
        elements[0] switch
        {
            string => elements.Cast<string>().ToArray(),
            long => elements.Cast<long>().ToArray(),
            RecordRef => elements.Cast<RecordRef>().ToArray(),
            RecordLink => elements.Cast<RecordLink>().ToArray(),
            _ => elements.ToArray(),
        };
}

/// <summary>Gathers the elements of a many-valued field by record: rows of the record's number, then the value's columns.</summary>
internal sealed class ElementReader(FieldColumns field, Dialect dialect)
{
    private readonly object?[] _buffer = new object?[field.Names.Count];

    public Dictionary<long, List<object>> Found { get; } = [];

    public void Read(DbDataReader reader)
    {
        var ordinal = 1;
        if (RecordReader.ReadValue(reader, field, dialect, _buffer, ref ordinal) is { } element)
        {
            var record = reader.GetInt64(0);
            (Found.TryGetValue(record, out var elements) ? elements : Found[record] = []).Add(element);
        }
    }

    public void AddTo(Dictionary<long, (ContentRecord Record, Dictionary<string, object?> Values)> records, string field)
    {
        foreach (var (record, elements) in Found)
        {
            if (records.TryGetValue(record, out var found))
            {
                found.Values[field] = RecordReader.Elements(elements);
            }
        }
    }
}
