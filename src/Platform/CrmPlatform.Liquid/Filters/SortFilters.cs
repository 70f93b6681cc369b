using System.Runtime.ExceptionServices;

namespace CrmPlatform.Liquid;

internal static class SortFilters
{
    public static LiquidValue Sort(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Sorted(input, arguments[0], context, static (left, right, context) => Compare(left, right, context));

    public static LiquidValue SortNatural(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Sorted(input, arguments[0], context, static (left, right, context) => CompareText(left, right, context));

    private static LiquidValue Sorted(
        LiquidValue input, LiquidValue property, LiquidRenderContext context, Func<LiquidValue, LiquidValue, LiquidRenderContext, int> compare)
    {
        var list = Items.Of(input, context);
        if (!property.IsNil && !Items.AllHaveProperties(list, context))
        {
            return default;
        }

        context.Budget.ChargeMemory(320 + (list.Count * 80L));
        var items = new (LiquidValue Key, LiquidValue Item, int Place)[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            context.Budget.Step();
            var item = context.Settle(list[i]);
            // A single item is compared with nothing, so nothing is asked of it.
            items[i] = (property.IsNil || items.Length == 1 ? item : Items.Property(item, property, context) ?? default, item, i);
        }

        try
        {
            // Equal items keep their order.
            Array.Sort(items, (left, right) =>
            {
                context.Budget.Step();
                var order = compare(left.Key, right.Key, context);
                return order != 0 ? order : left.Place.CompareTo(right.Place);
            });
        }
        catch (InvalidOperationException wrapped) when (wrapped.InnerException is not null)
        {
            context.Budget.ChargeMemory(1536);
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
        }

        return LiquidValue.From(new LiquidArray([.. items.Select(item => item.Item)]));
    }

    /// <summary>Nil comes last; what has no order is an error.</summary>
    private static int Compare(LiquidValue left, LiquidValue right, LiquidRenderContext context)
    {
        if (left.IsNil || right.IsNil)
        {
            return left.IsNil ? right.IsNil ? 0 : 1 : -1;
        }

        return (left.Kind == right.Kind ? LiquidComparison.Order(left, right, context) : null)
            ?? (LiquidComparison.AreEqual(left, right, context)
                ? 0
                : throw new LiquidException(LiquidErrorCode.Type, "cannot sort values of incompatible types"));
    }

    /// <summary>By small letters, as Ruby's casecmp folds: so "_" comes before "a".</summary>
    private static int CompareFolded(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = left.AsSpan().CommonPrefixLength(right); i < length; i++)
        {
            var order = char.ToLowerInvariant(left[i]) - char.ToLowerInvariant(right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    private static int CompareText(LiquidValue left, LiquidValue right, LiquidRenderContext context)
    {
        if (left.IsNil || right.IsNil)
        {
            return left.IsNil ? right.IsNil ? 0 : 1 : -1;
        }

        var (first, second) = (left.ToText(context), right.ToText(context));
        context.Budget.ChargeText(Math.Min(first.Length, second.Length));
        return CompareFolded(first, second);
    }
}
