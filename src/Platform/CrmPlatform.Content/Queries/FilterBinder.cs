using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Queries;

/// <summary>Binds one filter tree: resolves paths, checks operators, gives values their column's type. Bounded in every direction.</summary>
internal sealed class FilterBinder(ContentModel model, ContentType type, BindContext context)
{
    private const int MaxNodes = 500;
    private const int MaxSearchLength = 200;

    private readonly ConditionBinder _conditions = new(model, context);
    private readonly PathResolver _paths = new(model);
    private int _nodes;

    public BoundFilter Bind(FilterNode filter) => Bind(filter, 1);

    private BoundFilter Bind(FilterNode filter, int depth)
    {
        if (depth > FilterNodeConverter.MaxDepth)
        {
            throw QueryErrors.TooDeep.With(("what", Limits.Depth), ("max", FilterNodeConverter.MaxDepth));
        }

        if (++_nodes > MaxNodes)
        {
            throw QueryErrors.TooDeep.With(("what", Limits.Nodes), ("max", MaxNodes));
        }

        return filter switch
        {
            AndFilter and => new BoundAnd([.. and.Items.Select(i => Bind(i, depth + 1))]),
            OrFilter or => new BoundOr([.. or.Items.Select(i => Bind(i, depth + 1))]),
            NotFilter not => new BoundNot(Bind(not.Item, depth + 1)),
            SearchFilter search => Search(search.Text),
            FieldCondition condition => _conditions.Bind(_paths.Resolve(type, condition.Field), condition),
            _ => throw new NotSupportedException($"{filter.GetType().Name} is no filter."),
        };
    }

    /// <summary>A blank search finds all.</summary>
    private BoundFilter Search(string text)
    {
        text = text.Length > MaxSearchLength ? text[..MaxSearchLength] : text;
        var words = TextFolding.Words(text);
        if (words.Count == 0)
        {
            return new BoundAnd([]);
        }

        // A whole number as people dictate it, with 8 or 0 before it or in groups, is looked for as it is kept.
        var number = PhoneNumbers.ToE164(text.Trim(), context.Country)?.TrimStart('+');
        return number is null || (words is [var word] && number.Contains(word, StringComparison.Ordinal))
            ? new BoundSearch(words)
            : new BoundOr([new BoundSearch(words), new BoundSearch([number])]);
    }
}
