namespace CrmPlatform.Liquid;

internal static class ListFilters
{
    /// <summary>A whole number has Ruby's size of one, 8 bytes; anything else without a size has 0.</summary>
    public static LiquidValue Size(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) => input.Kind switch
    {
        LiquidKind.Number when input.IsInteger => LiquidValue.From(MemberReader.IntegerSize),
        LiquidKind.Text => LiquidValue.From(TextMeasure.Count(input.TextOrNull!, context.Budget)),
        LiquidKind.List => LiquidValue.From(input.List!.Count),
        LiquidKind.Object when input.Object is ILiquidEnumerable members => LiquidValue.From(members.Count),
        _ => LiquidValue.From(0),
    };

    public static LiquidValue First(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) => MemberReader.First(input, context);

    public static LiquidValue Last(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) => MemberReader.Last(input, context);

    /// <summary>In an encoded render, items that are not HTML already are encoded if any item or the glue is.</summary>
    public static LiquidValue Join(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var glue = arguments.Count > 0 ? arguments[0].ToText(context) : " ";
        var buffer = context.RentText();
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            buffer.Append(i > 0 ? glue : string.Empty);
            context.Settle(list[i]).AppendTo(buffer, context, 1);
        }

        return LiquidValue.From(context.ReturnText(buffer));
    }

    public static LiquidValue Concat(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (arguments[0].List is not { } more || more is LiquidRange)
        {
            throw LiquidRenderContext.Fault("concat filter requires an array argument");
        }

        var list = Items.Of(input, context);
        var result = new ListBuilder(context.Budget);
        AddAll(list, result, context);
        AddAll(more, result, context);
        return result.ToValue();
    }

    public static LiquidValue Reverse(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var result = new ListBuilder(context.Budget, list.Count);
        for (var i = list.Count - 1; i >= 0; i--)
        {
            context.Budget.Step();
            result.Add(list[i]);
        }

        return result.ToValue();
    }

    public static LiquidValue Map(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var result = new ListBuilder(context.Budget);
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            result.Add(Items.Property(list[i], arguments[0], context) ?? default);
        }

        return result.ToValue();
    }

    public static LiquidValue Compact(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var result = new ListBuilder(context.Budget);
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            var item = context.Settle(list[i]);
            if ((arguments[0].IsNil ? item : Items.Property(item, arguments[0], context)) is not { } tested)
            {
                return default;
            }

            if (!tested.IsNil)
            {
                result.Add(item);
            }
        }

        return result.ToValue();
    }

    public static LiquidValue Sum(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var list = Items.Of(input, context);
        var sum = LiquidValue.From(0);
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            var item = arguments[0].IsNil ? context.Settle(list[i]) : Items.Property(list[i], arguments[0], context) ?? LiquidValue.From(0);
            sum = Add(sum, item, context, 0);
        }

        return sum;
    }

    private static LiquidValue Add(LiquidValue sum, LiquidValue item, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        if (item.List is not { } list)
        {
            return NumberMath.Add(sum, item.ToNumber());
        }

        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            sum = Add(sum, context.Settle(list[i]), context, depth + 1);
        }

        return sum;
    }

    private static void AddAll(LiquidList from, ListBuilder to, LiquidRenderContext context)
    {
        for (var i = 0; i < from.Count; i++)
        {
            context.Budget.Step();
            to.Add(from[i]);
        }
    }
}
