namespace CrmPlatform.Liquid;

internal static class UniqFilter
{
    public static LiquidValue Uniq(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var byProperty = !arguments[0].IsNil;
        if (byProperty && list.Count <= 1)
        {
            // There is nothing to compare a single item with, so it is asked nothing.
            return LiquidValue.From(list);
        }

        var result = new ListBuilder(context.Budget);
        var capacity = 0;
        context.Budget.ChargeMemory(256);
        var seen = new HashSet<LiquidValue>(new Comparer(context));
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            var item = context.Settle(list[i]);
            if ((byProperty ? Items.Property(item, arguments[0], context) : item) is not { } key)
            {
                return default;
            }

            if (seen.Count == capacity)
            {
                // A place takes 36 bytes, and .NET rounds their number up to a prime.
                capacity = Math.Max(16, capacity * 2);
                context.Budget.ChargeMemory(64 + (capacity * 48L));
                seen.EnsureCapacity(capacity);
            }

            if (seen.Add(key))
            {
                result.Add(item);
            }
        }

        return result.ToValue();
    }

    private sealed class Comparer(LiquidRenderContext context) : IEqualityComparer<LiquidValue>
    {
        public bool Equals(LiquidValue left, LiquidValue right)
        {
            context.Budget.Step();
            return left.Kind == right.Kind && LiquidComparison.AreEqual(left, right, context);
        }

        public int GetHashCode(LiquidValue value)
        {
            context.Budget.ChargeText(value.TextOrNull?.Length ?? 0);
            return value.GetHashCode();
        }
    }
}
