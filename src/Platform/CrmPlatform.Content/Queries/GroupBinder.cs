using System.Collections.Frozen;
using System.Text.RegularExpressions;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Queries;

/// <summary>Group keys, aggregates, and the sort of groups.</summary>
internal sealed partial class GroupBinder(ContentModel model, ContentType type)
{
    private const int MaxGroups = 5;
    private const int MaxAggregates = 20;

    private static readonly FrozenDictionary<string, AggregateFunction> _functions = new Dictionary<string, AggregateFunction>(StringComparer.Ordinal)
    {
        ["count"] = AggregateFunction.Count,
        ["sum"] = AggregateFunction.Sum,
        ["avg"] = AggregateFunction.Average,
        ["min"] = AggregateFunction.Min,
        ["max"] = AggregateFunction.Max,
        ["countDistinct"] = AggregateFunction.CountDistinct,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly PathResolver _paths = new(model);

    public BoundQuery Bind(ContentQuery query, BoundQuery bound)
    {
        Check(query.GroupBy.Count, MaxGroups, Limits.Groups);
        Check(query.Aggregates.Count, MaxAggregates, Limits.Aggregates);
        Check(query.Sort.Count, SortBinder.MaxKeys, Limits.Sorts);
        var groups = query.GroupBy.Distinct(StringComparer.Ordinal).Select(Group).ToList();
        var aggregates = query.Aggregates.Distinct().Select(a => Bind(a, groups)).ToList();
        var keys = groups.Select(g => g.Key).Concat(aggregates.Select(a => a.Key)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in query.Columns.Where(c => !keys.Contains(c)))
        {
            throw QueryErrors.BadColumn.With(("column", column), ("reason", Reasons.NotGrouped));
        }

        return bound with { GroupBy = groups, Aggregates = aggregates, Sort = Sort(query.Sort, groups, keys) };
    }

    private static void Check(int count, int max, LocalizedText what)
    {
        if (count > max)
        {
            throw QueryErrors.TooDeep.With(("what", what), ("max", max));
        }
    }

    private BoundColumn Group(string text)
    {
        var match = Buckets().Match(text);
        var bucket = match.Success ? Enum.Parse<DateBucket>(match.Groups["bucket"].Value, ignoreCase: true) : DateBucket.None;
        var path = _paths.Resolve(type, match.Success ? match.Groups["path"].Value : text);
        if (path.IsAny)
        {
            throw Bad(text, Reasons.ManyValues);
        }

        if (bucket != DateBucket.None)
        {
            return path.Field.Type is FieldTypes.Date or FieldTypes.DateTime
                ? new BoundColumn(text, path.Plain(), bucket, Whole: false)
                : throw Bad(text, Reasons.NoDate);
        }

        if (path.SubField is null && path.Field.Storage.SubFields.Count > 0)
        {
            throw Bad(text, Reasons.NamePart(path.Field));
        }

        return path.Field.Type == FieldTypes.LongText
            ? throw Bad(text, Reasons.LongText)
            : new BoundColumn(text, path.Plain(), Whole: path.SubField is null);
    }

    private BoundAggregate Bind(Aggregate aggregate, List<BoundColumn> groups)
    {
        if (!_functions.TryGetValue(aggregate.Fn, out var function))
        {
            throw Bad(aggregate, Reasons.UnknownFunction);
        }

        if (function == AggregateFunction.Count)
        {
            return aggregate.Field is null ? new BoundAggregate(aggregate.Key, function, null) : throw Bad(aggregate, Reasons.CountTakesNone);
        }

        if (aggregate.Field is null)
        {
            throw Bad(aggregate, Reasons.FieldMissing);
        }

        var path = _paths.Resolve(type, aggregate.Field);
        if (path.IsAny)
        {
            throw Bad(aggregate, Reasons.ManyValues);
        }

        CheckKind(aggregate, function, path.Compared().Column.Kind, path.Field);
        CheckCurrencies(aggregate, function, path, groups);
        return new BoundAggregate(aggregate.Key, function, path.Plain());
    }

    private static void CheckKind(Aggregate aggregate, AggregateFunction function, StorageKind kind, ContentField field)
    {
        var isNumber = kind == StorageKind.Decimal || (kind == StorageKind.Integer && field.Type == FieldTypes.Integer);
        switch (function)
        {
            case AggregateFunction.Sum or AggregateFunction.Average when !isNumber:
                throw Bad(aggregate, Reasons.NoNumber);
            case AggregateFunction.Min or AggregateFunction.Max when !isNumber && kind is not (StorageKind.Date or StorageKind.Instant):
                throw Bad(aggregate, Reasons.NoOrder);
        }
    }

    private static void CheckCurrencies(Aggregate aggregate, AggregateFunction function, ResolvedPath path, List<BoundColumn> groups)
    {
        var parts = path.Field.Storage.SubFields;
        if (function == AggregateFunction.CountDistinct
            || path.Field.Type != FieldTypes.Money
            || path.SubField != parts[MoneyStorage.Value])
        {
            return;
        }

        var prefix = path.Text[..path.Text.LastIndexOf('.')];
        var currency = $"{prefix}.{MoneyStorage.Currency}";
        if (!groups.Exists(g => string.Equals(g.Path.Text, currency, StringComparison.OrdinalIgnoreCase)))
        {
            throw Bad(aggregate, Reasons.MixedCurrencies(currency));
        }
    }

    /// <summary>Without a sort, groups are in the order of their keys.</summary>
    private static List<BoundSort> Sort(IReadOnlyList<string> written, List<BoundColumn> groups, HashSet<string> keys)
    {
        var sort = new List<BoundSort>();
        foreach (var text in written)
        {
            var (key, descending) = SortBinder.Split(text);
            sort.Add(keys.TryGetValue(key, out var known)
                ? new BoundSort(known, null, descending)
                : throw QueryErrors.BadSort.With(("sort", text), ("reason", Reasons.NotGrouped)));
        }

        var named = sort.Select(s => s.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        sort.AddRange(groups.Where(g => !named.Contains(g.Key)).Select(g => new BoundSort(g.Key, null, false)));
        return sort;
    }

    private static Errors.UserError Bad(string group, LocalizedText reason) => QueryErrors.BadGroup.With(("group", group), ("reason", reason));

    private static Errors.UserError Bad(Aggregate aggregate, LocalizedText reason) =>
        QueryErrors.BadAggregate.With(("aggregate", aggregate.Key), ("reason", reason));

    [GeneratedRegex(
        @"^(?<bucket>day|week|month|quarter|year)\((?<path>[^()]+)\)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Buckets();
}
