namespace CrmPlatform.Content.Queries;

/// <summary>
/// Resolves the names of a query against a model and gives its values their types. What does not fit is a user error
/// <c>query.*</c> or <c>content.unknown-field</c>.
/// </summary>
public static class QueryBinder
{
    private const int MaxColumns = 200;

    public static BoundQuery Bind(ContentModel model, ContentQuery query, BindContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(context);
        if (query.Limit is < 1 or > ContentQuery.MaxLimit)
        {
            throw QueryErrors.BadLimit.With(("limit", query.Limit), ("max", ContentQuery.MaxLimit));
        }

        if (query.CountUpTo is { } most && (most < 1 || query.GroupBy.Count > 0 || query.Aggregates is not [{ Fn: "count", Field: null }]))
        {
            throw QueryErrors.BadAggregate.With(("aggregate", "countUpTo"), ("reason", Reasons.CountUpTo));
        }

        var type = model.Get(query.Type);
        var bound = new BoundQuery
        {
            Model = model,
            Type = type,
            Where = query.Where is null ? null : Bind(model, type, query.Where, context),
            CountUpTo = query.CountUpTo,
            Limit = query.Limit,
            Cursor = query.Cursor,
            Bin = query.Bin,
            Zone = context.Zone,
        };
        return query.GroupBy.Count + query.Aggregates.Count > 0
            ? new GroupBinder(model, type).Bind(query, bound)
            : BindRows(model, type, query, bound);
    }

    public static BoundFilter Bind(ContentModel model, ContentType type, FilterNode filter, BindContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(context);
        return new FilterBinder(model, type, context).Bind(filter);
    }

    private static BoundQuery BindRows(ContentModel model, ContentType type, ContentQuery query, BoundQuery bound)
    {
        var paths = new PathResolver(model);
        return bound with
        {
            Columns = query.Columns.Count == 0 ? AllColumns(type) : Columns(paths, type, query.Columns),
            Sort = new SortBinder(model, type).Bind(query.Sort),
        };
    }

    private static BoundColumn[] AllColumns(ContentType type) =>
        [.. type.OrderedFields.Where(f => !f.Hidden).Select(f => new BoundColumn(f.Id, new BoundPath(f.Id, [], f, 0)))];

    private static List<BoundColumn> Columns(PathResolver paths, ContentType type, IReadOnlyList<string> written)
    {
        if (written.Count > MaxColumns)
        {
            throw QueryErrors.TooDeep.With(("what", Limits.Columns), ("max", MaxColumns));
        }

        var columns = new List<BoundColumn>(written.Count);
        foreach (var text in written.Distinct(StringComparer.Ordinal))
        {
            var path = paths.Resolve(type, text);
            if (path.HopsAny)
            {
                throw QueryErrors.BadColumn.With(("column", text), ("reason", Reasons.ManyRecords));
            }

            columns.Add(new BoundColumn(text, path.Plain(), Whole: path.SubField is null));
        }

        return columns;
    }
}
