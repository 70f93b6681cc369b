using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Reading;

/// <summary>A query with its reader's rights in it.</summary>
/// <param name="Shown">How many of its columns are the reader's; those after them are for <paramref name="Guards"/>.</param>
internal sealed record GuardedQuery(BoundQuery Query, int Shown, IReadOnlyList<PathGuard> Guards);

/// <summary>A column whose path passes through a record of a limited type: its value shows only to who may see that record.</summary>
/// <param name="Column">Index of the column.</param>
/// <param name="Record">Index of the column with the record's number.</param>
internal sealed record PathGuard(int Column, int Record, string Type);

/// <summary>
/// Lays the reader's rights over a bound query: types and fields they may not see are as unknown, and records they may not see
/// are as absent, also where a path only passes through them.
/// </summary>
internal sealed class QueryRights(RecordRights rights, Actor actor, ContentModel model, Moment moment)
{
    private readonly Dictionary<string, TypeRights> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="allColumns">The columns are all fields of the type, not asked for by name: hidden ones are left out.</param>
    public async ValueTask<GuardedQuery> ApplyAsync(BoundQuery query, bool allColumns, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(actor, Actor.System))
        {
            return new GuardedQuery(query, query.Columns.Count, []);
        }

        RecordRights.Require(actor, Permission.ContentView, query.Type);
        var paths = Paths(query).ToList();
        await LearnAsync(query.Type, cancellationToken);
        foreach (var hop in paths.SelectMany(p => p.Hops))
        {
            await LearnAsync(hop.Target, cancellationToken);
        }

        var columns = allColumns ? [.. query.Columns.Where(c => IsVisible(query.Type, c.Path))] : query.Columns;
        foreach (var path in columns.Select(c => c.Path).Concat(OtherPaths(query)))
        {
            Check(query.Type, path);
        }

        foreach (var path in OrderPaths(query))
        {
            RefuseLimited(query.Type, path);
        }

        var where = query.Where is null ? null : Limit(query.Type, query.Where);
        var own = _known[query.Type.Id].Filter;
        var guards = new List<PathGuard>();
        var guarded = query with
        {
            Columns = Guard(query.Type, columns, guards),
            Where = (where, own) switch { (null, _) => own, (_, null) => where, _ => new BoundAnd([where, own]) },
        };
        return new GuardedQuery(guarded, columns.Count, guards);
    }

    /// <summary>Adds the numbers of the limited records that columns pass through.</summary>
    private List<BoundColumn> Guard(ContentType type, IReadOnlyList<BoundColumn> columns, List<PathGuard> guards)
    {
        var all = new List<BoundColumn>(columns);
        for (var i = 0; i < columns.Count; i++)
        {
            var hops = columns[i].Path.Hops;
            for (var hop = 0; hop < hops.Count; hop++)
            {
                if (_known[hops[hop].Target.Id].Filter is null)
                {
                    continue;
                }

                if (IsAny(hops.Take(hop + 1)))
                {
                    throw Unknown(type, columns[i].Path);
                }

                guards.Add(new PathGuard(i, all.Count, hops[hop].Target.Id));
                all.Add(new BoundColumn($"guard {all.Count}", new BoundPath(columns[i].Path.Text, [.. hops.Take(hop)], hops[hop].Field, 0), Whole: false));
            }
        }

        return all;
    }

    private static bool IsAny(IEnumerable<BoundHop> way) => way.Any(h => h.Backward || h.Field.Type == FieldTypes.MultiLookup);

    private async ValueTask LearnAsync(ContentType type, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey(type.Id))
        {
            _known.Add(type.Id, await rights.OfAsync(actor, model, type, RecordVerb.View, moment, cancellationToken));
        }
    }

    private static IEnumerable<BoundPath> Paths(BoundQuery query) => query.Columns.Select(c => c.Path).Concat(OtherPaths(query));

    private static IEnumerable<BoundPath> OtherPaths(BoundQuery query) =>
        OrderPaths(query).Concat(query.Where is null ? [] : PathsOf(query.Where));

    private static IEnumerable<BoundPath> OrderPaths(BoundQuery query) =>
        query.Sort.Select(s => s.Path)
            .Concat(query.GroupBy.Select(g => g.Path))
            .Concat(query.Aggregates.Select(a => a.Path))
            .OfType<BoundPath>();

    private static IEnumerable<BoundPath> PathsOf(BoundFilter filter) => filter switch
    {
        BoundAnd and => and.Items.SelectMany(PathsOf),
        BoundOr or => or.Items.SelectMany(PathsOf),
        BoundNot not => PathsOf(not.Item),
        BoundCompare compare => [compare.Path],
        _ => [],
    };

    private bool IsVisible(ContentType type, BoundPath path)
    {
        foreach (var hop in path.Hops)
        {
            var owner = hop.Backward ? hop.Target : type;
            if (_known[owner.Id].Hidden.Contains(hop.Field.Id) || !RecordRights.Can(actor, Permission.ContentView, hop.Target))
            {
                return false;
            }

            type = hop.Target;
        }

        return !_known[type.Id].Hidden.Contains(path.Field.Id);
    }

    private void Check(ContentType type, BoundPath path)
    {
        if (!IsVisible(type, path))
        {
            throw Unknown(type, path);
        }
    }

    private UserError Unknown(ContentType type, BoundPath path)
    {
        var visible = type.OrderedFields.Where(f => !_known[type.Id].Hidden.Contains(f.Id)).Select(f => f.Id);
        return PlatformErrors.UnknownField.With(("type", type.Id), ("field", path.Text), ("near", NearNames.Few(path.Text, visible)));
    }

    /// <summary>
    /// What would order or group by values of records that not all may be seen. A filter can be narrowed to those seen; an order cannot.
    /// </summary>
    private void RefuseLimited(ContentType type, BoundPath path)
    {
        if (path.Hops.Any(h => _known[h.Target.Id].Filter is not null))
        {
            throw Unknown(type, path);
        }
    }

    private BoundFilter Limit(ContentType type, BoundFilter filter) => filter switch
    {
        BoundAnd and => new BoundAnd([.. and.Items.Select(i => Limit(type, i))]),
        BoundOr or => new BoundOr([.. or.Items.Select(i => Limit(type, i))]),
        BoundNot not => new BoundNot(Limit(type, not.Item)),
        BoundCompare { Path.Hops.Count: > 0 } compare => LimitPath(type, compare),
        _ => filter,
    };

    /// <summary>A condition through a record that may not be seen does not hold, as through an empty lookup.</summary>
    private BoundFilter LimitPath(ContentType type, BoundCompare compare)
    {
        var parts = new List<BoundFilter> { compare };
        for (var i = 0; i < compare.Path.Hops.Count; i++)
        {
            if (_known[compare.Path.Hops[i].Target.Id].Filter is not { } limit)
            {
                continue;
            }

            var way = compare.Path.Hops.Take(i + 1).ToList();
            if (IsAny(way))
            {
                // "Any of them" cannot say "any of those seen" as two conditions.
                throw Unknown(type, compare.Path);
            }

            parts.Add(Prefix(type, compare.Path, way, limit));
        }

        return parts.Count == 1 ? compare : new BoundAnd(parts);
    }

    private BoundFilter Prefix(ContentType type, BoundPath path, List<BoundHop> way, BoundFilter filter) => filter switch
    {
        BoundAnd and => new BoundAnd([.. and.Items.Select(i => Prefix(type, path, way, i))]),
        BoundOr or => new BoundOr([.. or.Items.Select(i => Prefix(type, path, way, i))]),
        BoundNot not => new BoundNot(Prefix(type, path, way, not.Item)),
        BoundCompare { Op: FilterOperator.Empty } empty =>
            new BoundNot(Prefix(type, path, way, empty with { Op = FilterOperator.NotEmpty })),
        BoundCompare compare => compare with { Path = compare.Path with { Hops = [.. way, .. compare.Path.Hops] } },
        _ => throw Unknown(type, path),
    };
}
