using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Model;

/// <summary>Indexes that views, links, indexed fields and duplicate keys ask for.</summary>
internal static class IndexBuilder
{
    private const int MaxEqualColumns = 3;

    public static Dictionary<string, ContentType> AddIndexes(
        IReadOnlyDictionary<string, ContentType> types, IReadOnlyList<ViewDefinition> views, ContentModel model)
    {
        var resolver = new PathResolver(model);
        return types.Values.ToDictionary(
            t => t.Id,
            t => t with { Indexes = Distinct(Single(t).Concat(Composite(t, views, resolver))) },
            StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<IReadOnlyList<string>> Single(ContentType type)
    {
        foreach (var field in type.OrderedFields.Where(f => !f.IsMany))
        {
            if (field.Definition.Indexed == true || field.Type is FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.Reference)
            {
                yield return [Column(field)];
            }
        }

        foreach (var key in type.DuplicateKeys)
        {
            yield return [key.Column];
        }

        if (type.Has(KnownParts.Staged))
        {
            // A board's columns, newest first.
            yield return [ColumnNames.Of(StandardFields.Pipeline), ColumnNames.Of(StandardFields.Stage), ColumnNames.Of(StandardFields.StageSince)];
        }
    }

    /// <summary>Columns that a view holds equal, then the one that it sorts by.</summary>
    private static IEnumerable<IReadOnlyList<string>> Composite(ContentType type, IReadOnlyList<ViewDefinition> views, PathResolver resolver)
    {
        foreach (var view in views.Where(v => string.Equals(v.Type, type.Id, StringComparison.OrdinalIgnoreCase)))
        {
            var columns = Equal(view.Where)
                .Select(path => OwnColumn(resolver.TryResolve(type, path)))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Take(MaxEqualColumns)
                .ToList();
            if (view.Sort is [var first, ..] && OwnColumn(resolver.TryResolve(type, first.TrimStart('-'))) is { } sorted && !columns.Contains(sorted))
            {
                columns.Add(sorted);
            }

            if (columns.Count > 0 && columns is not [SystemFields.Id])
            {
                yield return columns;
            }
        }
    }

    private static IEnumerable<string> Equal(FilterNode? filter) => filter switch
    {
        FieldCondition { Op: FilterOperator.Equal } condition => [condition.Field],
        AndFilter and => and.Items.SelectMany(Equal),
        _ => [],
    };

    private static string? OwnColumn(ResolvedPath? path) =>
        path is { Hops.Count: 0, Field.IsMany: false } && path.Field.Id != SystemFields.Id ? path.Compared().Column.Name : null;

    private static string Column(ContentField field) => field.Storage.Columns[Math.Max(field.Storage.FoldedColumn, 0)].Name;

    /// <summary>Without repetition, and without those that another index begins with.</summary>
    private static List<IReadOnlyList<string>> Distinct(IEnumerable<IReadOnlyList<string>> indexes)
    {
        var all = indexes.DistinctBy(i => string.Join(',', i), StringComparer.Ordinal).ToList();
        return [.. all.Where(i => !all.Any(o => o.Count > i.Count && o.Take(i.Count).SequenceEqual(i, StringComparer.Ordinal)))];
    }
}
