using System.Data.Common;
using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>
/// The statement for groups: rows are grouped by raw columns inside, and links take their names outside, once per group.
/// </summary>
internal sealed class GroupStatement
{
    /// <summary>Digits that an average has beyond its field's.</summary>
    private const int AverageDigits = 4;

    private readonly BoundQuery _query;
    private readonly QueryText _text;
    private readonly QueryScope _scope;
    private readonly List<string> _inner = [];
    private readonly List<string> _outer = [];
    private readonly List<string> _joins = [];
    private readonly List<Func<DbDataReader, object?>> _readers = [];
    private readonly Dictionary<string, string> _sortable = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _ties;
    private int _keys;

    /// <param name="offset">Groups that were read before.</param>
    /// <param name="limit">Groups to read.</param>
    public GroupStatement(BoundQuery query, Dialect dialect, NameMap names, long offset, int limit)
    {
        _query = query;
        _text = new QueryText(dialect, names);
        _scope = new QueryScope(_text, query.Type);
        var conditions = new FilterSql(_text, query).Conditions(_scope);
        conditions.Add($"{_scope.Alias}.deleted_at is {(query.Bin ? "not " : "")}null");
        foreach (var key in query.GroupBy)
        {
            AddKey(key);
        }

        _keys = _inner.Count;
        _ties = [.. Enumerable.Range(0, _keys).Select(i => $"g.{Name(i)} nulls last")];
        foreach (var aggregate in query.Aggregates)
        {
            AddAggregate(aggregate);
        }

        Sql = Write(conditions, offset, limit);
    }

    public SqlText Sql { get; }

    public IReadOnlyList<string> Columns => [.. _query.GroupBy.Select(g => g.Key), .. _query.Aggregates.Select(a => a.Key)];

    public QueryRow Read(DbDataReader reader) => new(0, 0, _readers.ConvertAll(read => read(reader)));

    private Dialect Dialect => _text.Dialect;

    private void AddKey(BoundColumn key)
    {
        var path = key.Path;
        if (key.Bucket != DateBucket.None)
        {
            AddBucket(key);
        }
        else if (key.Whole && !path.Field.System && QueryScope.IsLink(path.Field) && path.Field.TargetType is { } id && _query.Model.Find(id) is { } target)
        {
            AddLink(key, target);
        }
        else if (key.Whole && !path.Field.System)
        {
            AddWhole(key);
        }
        else
        {
            var column = _scope.Follow(path.Hops).Table[path.Field].Columns[path.ColumnIndex];
            AddOne(key.Key, Inner(_scope.Column(path)), column);
        }
    }

    private void AddBucket(BoundColumn key)
    {
        var column = _scope.Column(key.Path);
        var date = key.Path.Column.Kind == StorageKind.Instant ? Dialect.LocalDate(_text.Sql, column, _query.Zone) : column;
        AddOne(key.Key, Inner(Dialect.BucketStart(date, key.Bucket)), new StorageColumn("", StorageKind.Date));
    }

    private void AddOne(string key, string inner, StorageColumn column)
    {
        var at = Outer($"g.{inner}");
        _sortable[key] = $"g.{inner}";
        _readers.Add(reader => Dialect.Read(reader, at, column.Kind, column.Scale));
    }

    private void AddWhole(BoundColumn key)
    {
        var (alias, table) = _scope.Follow(key.Path.Hops);
        var columns = table[key.Path.Field];
        var first = _outer.Count;
        var folded = columns.Storage.FoldedColumn;
        var names = columns.Names.Select(name => Inner($"{alias}.{name}")).ToList();
        foreach (var name in names.Where((_, i) => i != folded))
        {
            Outer($"g.{name}");
        }

        _sortable[key.Key] = folded >= 0 ? $"g.{names[folded]}" : columns.Columns[0] is { Folds: true } ? Dialect.Fold($"g.{names[0]}") : $"g.{names[0]}";
        var buffer = new object?[names.Count];
        _readers.Add(reader =>
        {
            var ordinal = first;
            return RecordReader.ReadValue(reader, columns, Dialect, buffer, ref ordinal);
        });
    }

    private void AddLink(BoundColumn key, ContentType target)
    {
        var inner = Inner(_scope.Column(key.Path));
        var table = _text.Table(target);
        var alias = _text.NewAlias();
        _joins.Add($" left join {table.Name} {alias} on {alias}.\"id\" = g.{inner}");
        var name = LinkColumn.NameOf(alias, table);
        var at = Outer($"g.{inner}");
        Outer(name);
        Outer($"{alias}.deleted_at is not null");
        _sortable[key.Key] = name == "''" ? $"g.{inner}" : Dialect.Fold(name);
        _readers.Add(reader => reader.IsDBNull(at)
            ? null
            : new RecordLink(target.Id, reader.GetInt64(at), reader.IsDBNull(at + 1) ? "" : reader.GetString(at + 1), (bool)Dialect.Read(reader, at + 2, StorageKind.Boolean, 0)!));
    }

    private void AddAggregate(BoundAggregate aggregate)
    {
        if (aggregate.Path is not { } path)
        {
            AddOne(aggregate.Key, Inner("count(*)"), new StorageColumn("", StorageKind.Integer));
            return;
        }

        var column = _scope.Column(path);
        var stored = _scope.Follow(path.Hops).Table[path.Field].Columns[path.ColumnIndex];
        switch (aggregate.Function)
        {
            case AggregateFunction.CountDistinct:
                AddOne(aggregate.Key, Inner($"count(distinct {column})"), new StorageColumn("", StorageKind.Integer));
                break;
            case AggregateFunction.Sum:
                AddOne(aggregate.Key, Inner(Dialect.Sum(column, stored.Kind)), stored);
                break;
            case AggregateFunction.Min or AggregateFunction.Max:
                AddOne(aggregate.Key, Inner($"{(aggregate.Function == AggregateFunction.Min ? "min" : "max")}({column})"), stored);
                break;
            case AggregateFunction.Average:
                AddAverage(aggregate.Key, column, stored);
                break;
            default:
                throw new NotSupportedException($"No aggregate {aggregate.Function}.");
        }
    }

    /// <summary>From the exact sum and the count; the database's own average serves the order alone.</summary>
    private void AddAverage(string key, string column, StorageColumn stored)
    {
        var sum = Outer($"g.{Inner(Dialect.Sum(column, stored.Kind))}");
        var count = Outer($"g.{Inner($"count({column})")}");
        _sortable[key] = $"g.{Inner(Dialect.AverageForSort(column))}";
        _readers.Add(reader => Dialect.Read(reader, sum, stored.Kind, stored.Scale) is { } total
            ? decimal.Round(Convert.ToDecimal(total, CultureInfo.InvariantCulture) / reader.GetInt64(count), stored.Scale + AverageDigits, MidpointRounding.AwayFromZero)
            : null);
    }

    private SqlText Write(List<string> conditions, long offset, int limit)
    {
        var rows = $" from {_scope.From} where {string.Join(" and ", conditions)}";
        var text = new StringBuilder(_text.Mark).Append("select ").AppendJoin(", ", _outer).Append(" from (select ")
            .AppendJoin(", ", _inner.Select((expression, i) => $"{expression} as {Name(i)}"))
            .Append(_query.CountUpTo is { } most ? string.Create(CultureInfo.InvariantCulture, $" from (select 1{rows} limit {most}) r") : rows);
        if (_keys > 0)
        {
            text.Append(" group by ").AppendJoin(", ", Enumerable.Range(1, _keys));
        }

        text.Append(") g").AppendJoin("", _joins);
        // The raw keys last: two groups of one name must stand in the same order on every page.
        var order = _query.Sort.Select(s => $"{_sortable[s.Key]}{(s.Descending ? " desc" : "")} nulls last").Concat(_ties).Distinct(StringComparer.Ordinal).ToList();
        if (order.Count > 0)
        {
            text.Append(" order by ").AppendJoin(", ", order);
        }

        return _text.Sql.With(text.Append(CultureInfo.InvariantCulture, $" limit {limit} offset {offset}").ToString());
    }

    private string Inner(string expression)
    {
        _inner.Add(expression);
        return Name(_inner.Count - 1);
    }

    private int Outer(string expression)
    {
        _outer.Add(expression);
        return _outer.Count - 1;
    }

    private static string Name(int index) => "c" + index.ToString(CultureInfo.InvariantCulture);
}
