using CrmPlatform.Content;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Data.Queries;

/// <summary>One key of a page's order.</summary>
/// <param name="IsDirect">A column of the table itself, which an index may serve.</param>
internal sealed record SortKey(string Key, string Expression, StorageColumn Column, bool Descending, bool Nullable, bool IsDirect)
{
    /// <summary>The keys of a query; the last is the id, which makes the order whole.</summary>
    public static List<SortKey> Of(BoundQuery query, QueryScope scope)
    {
        var keys = new List<SortKey>();
        foreach (var sort in query.Sort)
        {
            var path = sort.Path ?? throw new InvalidOperationException($"The sort \"{sort.Key}\" has no path.");
            var column = scope.Follow(path.Hops).Table[path.Field].Columns[path.ColumnIndex];
            keys.Add(new SortKey(sort.Key, scope.Compared(path), column, sort.Descending, IsNullable(path), path.Hops.Count == 0));
            if (path.Hops.Count == 0 && QueryScope.IsId(path.Field))
            {
                return keys;
            }
        }

        var descending = keys.Count > 0 && keys[0].Descending;
        keys.Add(new SortKey(SystemFields.Id, scope.Id, new StorageColumn("id", StorageKind.Integer), descending, false, true));
        return keys;
    }

    /// <summary>As it stands in ORDER BY; empty values last.</summary>
    public string Order(bool known) => $"{Expression}{(Descending ? " desc" : "")}{(Nullable && !known ? " nulls last" : "")}";

    private static bool IsNullable(BoundPath path) =>
        path.Hops.Count > 0 || !path.Field.System || path.Field.Id is SystemFields.Key or SystemFields.DeletedAt;
}
