namespace CrmPlatform.Liquid;

/// <summary>where, reject, find, find_index and has: one test, five uses of it.</summary>
internal static class SearchFilters
{
    public static LiquidValue Where(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Select(input, arguments, context, kept: true);

    public static LiquidValue Reject(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Select(input, arguments, context, kept: false);

    public static LiquidValue Find(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        return IndexOf(list, arguments, context) is >= 0 and var index ? context.Settle(list[index]) : default;
    }

    public static LiquidValue FindIndex(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        IndexOf(Items.Of(input, context), arguments, context) is >= 0 and var index ? LiquidValue.From(index) : default;

    public static LiquidValue Has(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        return list.Count == 0 ? LiquidValue.False : IndexOf(list, arguments, context) is { } index ? LiquidValue.From(index >= 0) : default;
    }

    private static LiquidValue Select(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context, bool kept)
    {
        var list = Items.Of(input, context);
        var result = new ListBuilder(context.Budget);
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            var item = context.Settle(list[i]);
            if (Matches(item, arguments, context) is not { } matches)
            {
                return default;
            }

            if (matches == kept)
            {
                result.Add(item);
            }
        }

        return result.ToValue();
    }

    /// <summary>The first match, -1 when there is none, null when an item cannot be asked.</summary>
    private static int? IndexOf(LiquidList list, LiquidArguments arguments, LiquidRenderContext context)
    {
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            if (Matches(list[i], arguments, context) is not { } matches)
            {
                return null;
            }

            if (matches)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool? Matches(LiquidValue item, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (Items.Property(item, arguments[0], context) is not { } value)
        {
            return null;
        }

        return arguments[1].IsNil ? value.IsTruthy : LiquidComparison.AreEqual(value, arguments[1], context);
    }
}
