using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Queries;

/// <summary>
/// The statement for a page of rows. An order whose first key may be empty is asked for in two parts, filled rows and then empty
/// ones, since in that way one index serves both directions on both databases.
/// </summary>
internal sealed class PageStatement
{
    /// <summary>So many are looked through in a few milliseconds, and hold a page of twenty of every word that one row in a hundred has.</summary>
    private const int Newest = 2_000;

    private readonly BoundQuery _query;
    private readonly QueryText _text;
    private readonly QueryScope _scope;
    private readonly List<string> _conditions;
    private readonly List<string> _select;

    public PageStatement(BoundQuery query, Dialect dialect, NameMap names)
    {
        _query = query;
        _text = new QueryText(dialect, names);
        _scope = new QueryScope(_text, query.Type);
        _conditions = new FilterSql(_text, query).Conditions(_scope);
        _conditions.Add($"{_scope.Alias}.deleted_at is {(query.Bin ? "not " : "")}null");
        Columns = [.. query.Columns.Select(column => ColumnPlan.Of(column, _scope, query.Model))];
        Keys = SortKey.Of(query, _scope);
        _select = [_scope.Id, $"{_scope.Alias}.version", .. Columns.SelectMany(c => c.Expressions), .. Keys.Select(k => k.Expression)];
        IsSplit = Keys[0] is { Nullable: true, IsDirect: true };
        LooksAtNewestFirst = dialect.Kind == DatabaseKind.Postgres && Keys is [{ Descending: true, Key: SystemFields.Id }] && HasSearch(query.Where);
    }

    public IReadOnlyList<ColumnPlan> Columns { get; }

    public List<SortKey> Keys { get; }

    /// <summary>Whether there are two parts.</summary>
    public bool IsSplit { get; }

    /// <summary>
    /// A search, newest first, on PostgreSQL: its trigram index brings all rows with a word, be they half of the table, before the
    /// first can be shown. A word that common is among the newest rows often enough to fill the page.
    /// </summary>
    public bool LooksAtNewestFirst { get; }

    /// <summary>The rows of one part after a cursor; <paramref name="empty"/>: the part whose first key is empty.</summary>
    public SqlText Write(Cursor? after, bool empty, int limit, bool newest = false)
    {
        // Each part has the arguments that its own text names: the same text with others besides would be another statement.
        var sql = _text.Sql.With("");
        var conditions = new List<string>(_conditions);
        if (IsSplit)
        {
            conditions.Add($"{Keys[0].Expression} is {(empty ? "" : "not ")}null");
        }

        var skipped = IsSplit && empty ? 1 : 0;
        if (after is not null)
        {
            conditions.Add(After(sql, after, skipped));
        }

        var order = Keys.Skip(skipped).Select((key, i) => key.Order(known: IsSplit && i == 0 && !empty));
        return sql.Add(Text(newest ? _scope.FromNewest(Newest) : _scope.From, conditions, order, limit));
    }

    /// <summary>All rows, in order.</summary>
    public SqlText WriteAll() => _text.Sql.With(Text(_scope.From, _conditions, Keys.Select(key => key.Order(known: false)), null));

    private static bool HasSearch(BoundFilter? filter) =>
        filter is BoundSearch || (filter is BoundAnd and && and.Items.Any(HasSearch));

    private string Text(string from, IEnumerable<string> conditions, IEnumerable<string> order, int? limit)
    {
        var text = new StringBuilder(_text.Mark).Append("select ").AppendJoin(", ", _select).Append(" from ").Append(from)
            .Append(" where ").AppendJoin(" and ", conditions).Append(" order by ").AppendJoin(", ", order);
        return limit is null ? text.ToString() : text.Append(System.Globalization.CultureInfo.InvariantCulture, $" limit {limit}").ToString();
    }

    /// <summary>Rows behind the cursor's, whatever the directions of the keys; empty values come last and nothing comes after them.</summary>
    private string After(SqlText sql, Cursor cursor, int from)
    {
        var alternatives = new List<string>();
        var equal = new List<string>();
        for (var i = from; i < Keys.Count; i++)
        {
            var (key, value) = (Keys[i], cursor.Values[i]);
            if (value is not null)
            {
                var name = sql.Name(new Arg(value, key.Column.Kind, key.Column.Scale));
                var known = !key.Nullable || (IsSplit && i == 0);
                var behind = $"{key.Expression} {(key.Descending ? "<" : ">")} {name}";
                alternatives.Add(string.Join(" and ", equal.Append(known ? behind : $"({behind} or {key.Expression} is null)")));
                equal.Add($"{key.Expression} = {name}");
            }
            else
            {
                equal.Add($"{key.Expression} is null");
            }
        }

        return Bounded(sql, cursor, from, $"({string.Join(" or ", alternatives.Select(a => $"({a})"))})");
    }

    /// <summary>The first key's bound stands by itself too, so that an index begins at the right place.</summary>
    private string Bounded(SqlText sql, Cursor cursor, int from, string condition)
    {
        var first = Keys[from];
        if (Keys.Count - from < 2 || cursor.Values[from] is not { } value || (first.Nullable && !(IsSplit && from == 0)))
        {
            return condition;
        }

        var bound = sql.Name(new Arg(value, first.Column.Kind, first.Column.Scale));
        return $"{first.Expression} {(first.Descending ? "<=" : ">=")} {bound} and {condition}";
    }
}
