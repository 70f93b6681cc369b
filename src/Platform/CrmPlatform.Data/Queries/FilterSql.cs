using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Queries;

/// <summary>
/// Makes a condition of a filter. It is two-valued: inside a negation a comparison with an empty column counts as false, not as
/// unknown; outside one the two are the same and the plain comparison serves an index.
/// </summary>
internal sealed class FilterSql(QueryText text, BoundQuery query)
{
    /// <summary>Shorter words are no trigrams: they are looked for in the stored text.</summary>
    private const int ShortestIndexed = 3;

    private Dialect Dialect => text.Dialect;

    /// <summary>The conditions on the rows of the query's own table, without the bin's.</summary>
    public List<string> Conditions(QueryScope scope)
    {
        var items = new List<BoundFilter>();
        Flatten(query.Where, items);
        var conditions = new List<string>();
        foreach (var item in items)
        {
            conditions.Add(item is BoundSearch search && Dialect.Kind == DatabaseKind.Sqlite && scope.Lead.Length == 0
                ? Lead(search, scope)
                : Write(item, scope, negated: false));
        }

        conditions.RemoveAll(string.IsNullOrEmpty);
        return conditions;
    }

    public string Write(BoundFilter filter, QueryScope scope, bool negated) =>
        filter switch
        {
            BoundAnd and => Join(and.Items, " and ", "1=1", scope, negated),
            BoundOr or => Join(or.Items, " or ", "1=0", scope, negated),
            BoundNot not => $"not {Write(not.Item, scope, negated: true)}",
            BoundSearch search => Search(search, scope, negated),
            BoundCompare compare => Compare(compare, 0, scope, negated),
            _ => throw new NotSupportedException($"{filter.GetType().Name} is no filter."),
        };

    private static void Flatten(BoundFilter? filter, List<BoundFilter> items)
    {
        if (filter is BoundAnd and)
        {
            foreach (var item in and.Items)
            {
                Flatten(item, items);
            }
        }
        else if (filter is not null)
        {
            items.Add(filter);
        }
    }

    private string Join(IReadOnlyList<BoundFilter> items, string with, string none, QueryScope scope, bool negated) =>
        items.Count == 0 ? $"({none})" : $"({string.Join(with, items.Select(item => Write(item, scope, negated)))})";

    /// <summary>Makes the full-text table lead the statement; the condition for its short words, if any.</summary>
    private string Lead(BoundSearch search, QueryScope scope)
    {
        var indexed = search.Words.Where(IsIndexed).ToList();
        if (!scope.Table.IsSearched || indexed.Count == 0)
        {
            return Search(search, scope, negated: false);
        }

        var alias = text.NewAlias();
        scope.LeadWith(scope.Table.SearchIndex, alias);
        return string.Join(" and ", search.Words.Where(w => !IsIndexed(w)).Select(w => HoldsWord(scope, w)).Prepend($"{alias}.text match {Match(indexed)}"));
    }

    private string Search(BoundSearch search, QueryScope scope, bool negated)
    {
        if (!scope.Table.IsSearched)
        {
            return search.Words.Count == 0 ? "(1=1)" : "(1=0)";
        }

        var conditions = new List<string>();
        var indexed = Dialect.Kind == DatabaseKind.Sqlite ? search.Words.Where(IsIndexed).ToList() : [];
        if (indexed.Count > 0)
        {
            conditions.Add($"{scope.Alias}.\"id\" in (select rowid from {scope.Table.SearchIndex} where text match {Match(indexed)})");
        }

        conditions.AddRange(search.Words.Except(indexed, StringComparer.Ordinal).Select(word => Known(HoldsWord(scope, word), negated)));
        return conditions.Count == 0 ? "(1=1)" : $"({string.Join(" and ", conditions)})";
    }

    private string HoldsWord(QueryScope scope, string word) => Dialect.HoldsWord(text.Sql, $"{scope.Alias}.{Naming.SearchColumn}", word);

    private string Match(List<string> words) =>
        text.Name(string.Join(' ', words.Select(w => "\"" + w.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")), StorageKind.Text);

    private static bool IsIndexed(string word) => word.EnumerateRunes().Count() >= ShortestIndexed;

    /// <summary>A comparison from one of its path's hops on, in the scope of the type there.</summary>
    private string Compare(BoundCompare compare, int from, QueryScope scope, bool negated)
    {
        var hops = compare.Path.Hops;
        var any = from;
        while (any < hops.Count && !hops[any].Backward && !hops[any].Field.IsMany)
        {
            any++;
        }

        if (any < hops.Count)
        {
            return Exists(compare, any, scope.Follow(hops.Skip(from).Take(any - from)), scope);
        }

        var (alias, table) = scope.Follow(hops.Skip(from));
        var columns = table[compare.Path.Field];
        if (columns.Child is null)
        {
            var column = from == 0 && hops.Count == 0 && QueryScope.IsId(compare.Path.Field) ? scope.Id : $"{alias}.{columns.Names[compare.Path.ColumnIndex]}";
            return Leaf(compare, column, negated);
        }

        var child = text.NewAlias();
        var inner = compare.Op is FilterOperator.NotEmpty or FilterOperator.Empty ? "" : " and " + Leaf(compare, $"{child}.{columns.Names[compare.Path.ColumnIndex]}", negated: false);
        return $"{(compare.Op == FilterOperator.Empty ? "not " : "")}exists (select 1 from {columns.Child} {child} where {child}.record = {alias}.\"id\"{inner})";
    }

    /// <summary>Any record at the other end of a hop to many.</summary>
    private string Exists(BoundCompare compare, int at, (string Alias, TypeTable Table) here, QueryScope scope)
    {
        var hop = compare.Path.Hops[at];
        var there = new QueryScope(text, hop.Target);
        var rest = Compare(compare, at + 1, there, negated: false);
        return hop.Backward ? Backward(hop, there, here, rest) : Forward(here.Table[hop.Field], there, here, rest);
    }

    private string Forward(FieldColumns link, QueryScope there, (string Alias, TypeTable Table) here, string rest)
    {
        var child = text.NewAlias();
        return $"exists (select 1 from {there.From} join {link.Child} {child} on {child}.{link.Names[0]} = {there.Id} where {child}.record = {here.Alias}.\"id\" and {rest})";
    }

    private string Backward(BoundHop hop, QueryScope there, (string Alias, TypeTable Table) here, string rest)
    {
        var link = there.Table[hop.Field];
        var owner = link.Child is null ? there.Alias : text.NewAlias();
        var condition = new StringBuilder(owner).Append('.').Append(link.Names[link.IndexOf(StorageKind.Integer)]).Append(" = ").Append(here.Alias).Append(".\"id\"");
        if (hop.Field.Type == FieldTypes.Reference)
        {
            condition.Append(" and ").Append(owner).Append('.').Append(link.Names[link.IndexOf(StorageKind.Text)]).Append(" = ")
                .Append(text.Name(here.Table.Type.Id, StorageKind.Text));
        }

        var child = link.Child is null ? "" : $" join {link.Child} {owner} on {owner}.record = {there.Id}";
        return $"exists (select 1 from {there.From}{child} where {condition} and {there.Alias}.deleted_at is null and {rest})";
    }

    private string Leaf(BoundCompare compare, string column, bool negated)
    {
        if (compare.Op is FilterOperator.Empty or FilterOperator.NotEmpty)
        {
            return $"{column} is {(compare.Op == FilterOperator.Empty ? "" : "not ")}null";
        }

        var expression = QueryScope.Folds(compare.Path) ? Dialect.Fold(column) : column;
        return Known(Comparison(compare.Op, expression, compare.Values, compare.Path.Column), negated);
    }

    private static string Known(string condition, bool negated) => negated ? $"coalesce({condition}, false)" : condition;

    private string Comparison(FilterOperator op, string expression, IReadOnlyList<object> values, StorageColumn column)
    {
        string Value(int index) => text.Sql.Name(values[index], column);
        return op switch
        {
            FilterOperator.Equal => $"{expression} = {Value(0)}",
            FilterOperator.In => values.Count == 0 ? "(1=0)" : Dialect.In(text.Sql, expression, values, column.Kind, column.Scale),
            FilterOperator.Less => $"{expression} < {Value(0)}",
            FilterOperator.LessOrEqual => $"{expression} <= {Value(0)}",
            FilterOperator.Greater => $"{expression} > {Value(0)}",
            FilterOperator.GreaterOrEqual => $"{expression} >= {Value(0)}",
            FilterOperator.Between => $"({expression} >= {Value(0)} and {expression} <= {Value(1)})",
            FilterOperator.Contains => Dialect.Contains(expression, Value(0)),
            FilterOperator.StartsWith => StartsWith(expression, (string)values[0]),
            _ => throw new NotSupportedException($"{op} is bound as the negation of its positive."),
        };
    }

    /// <summary>A range, which an index serves.</summary>
    private string StartsWith(string expression, string prefix)
    {
        var after = TextRange.After(prefix);
        var lower = $"{expression} >= {text.Name(prefix, StorageKind.Text)}";
        return after is null ? $"({lower})" : $"({lower} and {expression} < {text.Name(after, StorageKind.Text)})";
    }
}
