using System.Collections;

namespace CrmPlatform.Content.Queries;

/// <summary>
/// Finds the records at the other end of a hop: forward the targets (those in the bin too), backward the live records of
/// <see cref="BoundHop.Target"/> whose field points to <paramref name="from"/>.
/// </summary>
public delegate ValueTask<IReadOnlyList<ContentRecord>> FollowHop(BoundHop hop, ContentRecord from, CancellationToken cancellationToken);

/// <summary>Says whether a filter holds for one record in memory, as SQL would.</summary>
public static class FilterEvaluator
{
    /// <summary>For filters over the record alone: a field's condition. Throws when a path leaves the record.</summary>
    public static bool Holds(BoundFilter filter, ContentType type, ContentRecord record)
    {
        var holds = HoldsAsync(filter, type, record, Stay, CancellationToken.None);
        return holds.IsCompletedSuccessfully
            ? holds.GetAwaiter().GetResult()
            : throw new InvalidOperationException("A filter over the record alone does not wait for anything.");
    }

    public static async ValueTask<bool> HoldsAsync(
        BoundFilter filter, ContentType type, ContentRecord record, FollowHop follow, CancellationToken cancellationToken)
    {
        switch (filter)
        {
            case BoundAnd and:
                foreach (var item in and.Items)
                {
                    if (!await HoldsAsync(item, type, record, follow, cancellationToken))
                    {
                        return false;
                    }
                }

                return true;
            case BoundOr or:
                foreach (var item in or.Items)
                {
                    if (await HoldsAsync(item, type, record, follow, cancellationToken))
                    {
                        return true;
                    }
                }

                return false;
            case BoundNot not:
                return !await HoldsAsync(not.Item, type, record, follow, cancellationToken);
            case BoundSearch search:
                var text = SearchableText.Of(type, record.Values);
                return search.Words.All(word => text.Contains(word, StringComparison.Ordinal));
            case BoundCompare compare:
                return await HoldsAsync(compare, record, 0, follow, cancellationToken);
            default:
                throw new NotSupportedException($"{filter.GetType().Name} is no filter.");
        }
    }

    private static async ValueTask<bool> HoldsAsync(
        BoundCompare compare, ContentRecord record, int hop, FollowHop follow, CancellationToken cancellationToken)
    {
        if (hop == compare.Path.Hops.Count)
        {
            return Holds(compare, record);
        }

        var next = await follow(compare.Path.Hops[hop], record, cancellationToken);
        foreach (var target in next)
        {
            if (await HoldsAsync(compare, target, hop + 1, follow, cancellationToken))
            {
                return true;
            }
        }

        // Nothing at the other end is empty too.
        return next.Count == 0 && compare.Op == FilterOperator.Empty;
    }

    private static bool Holds(BoundCompare compare, ContentRecord record)
    {
        var field = compare.Path.Field;
        var value = Value(record, field);
        if (!field.IsMany)
        {
            return Holds(compare, ColumnOf(compare.Path, value));
        }

        var elements = value is IEnumerable many ? many.Cast<object?>().ToList() : [];
        return compare.Op == FilterOperator.Empty
            ? elements.Count == 0
            : elements.Exists(e => Holds(compare, ColumnOf(compare.Path, e)));
    }

    private static object? Value(ContentRecord record, ContentField field) => field.Id switch
    {
        SystemFields.Id when field.System => record.Id,
        SystemFields.Version when field.System => record.Version,
        _ => record[field.Id],
    };

    private static object? ColumnOf(BoundPath path, object? value)
    {
        var columns = new object?[path.Field.Storage.Columns.Count];
        path.Field.Storage.Write(value, columns);
        return columns[path.ColumnIndex] is string text && path.Column.Folds ? TextFolding.Fold(text) : columns[path.ColumnIndex];
    }

    private static bool Holds(BoundCompare compare, object? value)
    {
        if (value is null)
        {
            return compare.Op == FilterOperator.Empty;
        }

        var values = compare.Values;
        return compare.Op switch
        {
            FilterOperator.Empty => false,
            FilterOperator.NotEmpty => true,
            FilterOperator.Equal => Order(value, values[0]) == 0,
            FilterOperator.In => values.Any(v => Order(value, v) == 0),
            FilterOperator.Less => Order(value, values[0]) < 0,
            FilterOperator.LessOrEqual => Order(value, values[0]) <= 0,
            FilterOperator.Greater => Order(value, values[0]) > 0,
            FilterOperator.GreaterOrEqual => Order(value, values[0]) >= 0,
            FilterOperator.Between => Order(value, values[0]) >= 0 && Order(value, values[1]) <= 0,
            FilterOperator.Contains => ((string)value).Contains((string)values[0], StringComparison.Ordinal),
            FilterOperator.StartsWith => ((string)value).StartsWith((string)values[0], StringComparison.Ordinal),
            _ => throw new NotSupportedException($"{compare.Op} is bound as the negation of its positive."),
        };
    }

    private static int Order(object a, object b) =>
        a is string text ? string.CompareOrdinal(text, (string)b) : Comparer.DefaultInvariant.Compare(a, b);

    private static ValueTask<IReadOnlyList<ContentRecord>> Stay(BoundHop hop, ContentRecord from, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"The condition leaves the record by \"{hop.Field.Id}\".");
}
