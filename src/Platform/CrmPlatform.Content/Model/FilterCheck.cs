using System.Globalization;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Model;

/// <summary>Whether the filters that layers write can be bound to the model that they make.</summary>
internal static class FilterCheck
{
    /// <summary>Definitions are checked without regard to when and by whom.</summary>
    public static readonly BindContext AnyTime = new(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);

    /// <summary>What a filter lacks; null when it can be bound.</summary>
    /// <param name="model">The model.</param>
    /// <param name="type">The type that is filtered.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="alone">True: it must not leave the record.</param>
    public static string? MissingOf(ContentModel model, ContentType type, FilterNode filter, bool alone)
    {
        var resolver = new PathResolver(model);
        if (Paths(filter).FirstOrDefault(path => resolver.TryResolve(type, path) is null) is { } absent)
        {
            return $"field {type.Id}.{absent}";
        }

        try
        {
            var bound = QueryBinder.Bind(model, type, filter, AnyTime);
            return alone && Leaves(bound) ? "a condition over the record alone" : null;
        }
        catch (UserError error)
        {
            return UserError.Fill(error.Code.Text, error.Args, CultureInfo.InvariantCulture);
        }
    }

    private static IEnumerable<string> Paths(FilterNode filter) => filter switch
    {
        AndFilter and => and.Items.SelectMany(Paths),
        OrFilter or => or.Items.SelectMany(Paths),
        NotFilter not => Paths(not.Item),
        FieldCondition condition => [condition.Field],
        _ => [],
    };

    private static bool Leaves(BoundFilter filter) => filter switch
    {
        BoundAnd and => and.Items.Any(Leaves),
        BoundOr or => or.Items.Any(Leaves),
        BoundNot not => Leaves(not.Item),
        BoundCompare compare => compare.Path.Hops.Count > 0,
        _ => false,
    };
}
