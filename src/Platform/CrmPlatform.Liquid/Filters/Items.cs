namespace CrmPlatform.Liquid;

/// <summary>The input of a list filter as Shopify's InputIterator sees it, and how such filters read properties.</summary>
internal static class Items
{
    /// <summary>A list with nested lists opened; an object or a plain value as a list of one; nil as none.</summary>
    public static LiquidList Of(LiquidValue input, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return LiquidArray.None;
        }

        if (input.List is not { } list)
        {
            context.Budget.ChargeMemory(96);
            return new LiquidArray([input]);
        }

        if (list is LiquidRange || !HasList(list, context))
        {
            return list;
        }

        var flat = new ListBuilder(context.Budget);
        Flatten(list, flat, context, 0);
        return flat.ToList();
    }

    /// <summary>
    /// What Ruby's item[property] gives. Null when the item has no such reading at all (nil, true, false, fractions, dates),
    /// which ends the whole filter with nil; an error where Ruby has a type error.
    /// </summary>
    public static LiquidValue? Property(LiquidValue item, LiquidValue property, LiquidRenderContext context)
    {
        item = context.Settle(item);
        switch (item.Kind)
        {
            case LiquidKind.Object:
                context.Budget.Step();
                return property.TextOrNull is { } name ? context.Settle(MemberReader.ReadMember(item, name, context)) : LiquidValue.Nil;
            case LiquidKind.Text:
                return OfText(item.TextOrNull!, property, context);
            case LiquidKind.Number when item.IsInteger:
                return OfInteger(item.Number, property);
            default:
                return null;
        }
    }

    /// <summary>Whether every item has a reading at all; if not, sort, uniq and compact by a property give nil.</summary>
    public static bool AllHaveProperties(LiquidList list, LiquidRenderContext context)
    {
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            if (!HasProperties(context.Settle(list[i])))
            {
                return false;
            }
        }

        return true;
    }

    public static LiquidException Unreadable(LiquidValue property) =>
        LiquidRenderContext.Fault($"cannot select the property '{Nearest.Short(property.TextOrNull ?? (property.IsNumber ? property.FormatNumber() : string.Empty))}'");

    private static bool HasProperties(LiquidValue item) => item.Kind is LiquidKind.Object or LiquidKind.Text || item.IsInteger;

    private static bool HasList(LiquidList list, LiquidRenderContext context)
    {
        context.Budget.Step(1 + (list.Count >> 3));
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].List is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static void Flatten(LiquidList list, ListBuilder flat, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            var item = context.Settle(list[i]);
            if (item.List is { } inner)
            {
                Flatten(inner, flat, context, depth + 1);
            }
            else
            {
                flat.Add(item);
            }
        }
    }

    /// <summary>In Ruby a text's [part] is that part if the text contains it, and [number] is a character.</summary>
    private static LiquidValue? OfText(string text, LiquidValue property, LiquidRenderContext context)
    {
        context.Budget.ChargeText(text.Length);
        if (property.TextOrNull is { } part)
        {
            return new TextSearch(part, context.Budget).IndexIn(text, 0, context.Budget) >= 0 ? property : LiquidValue.Nil;
        }

        if (!property.IsNumber)
        {
            return property.IsNil ? null : throw Unreadable(property);
        }

        var index = (int)Math.Clamp(NumberMath.Whole(property.Number), int.MinValue / 2, int.MaxValue / 2);
        var count = TextMeasure.Count(text, context.Budget);
        index = index < 0 ? count + index : index;
        return index >= 0 && index < count ? LiquidValue.From(TextMeasure.Slice(text, index, 1).ToString()) : LiquidValue.Nil;
    }

    /// <summary>In Ruby an integer's [number] is a bit.</summary>
    private static LiquidValue OfInteger(decimal number, LiquidValue property)
    {
        if (!property.IsNumber)
        {
            throw Unreadable(property);
        }

        var bit = property.Number is >= 0 and < 63 && Math.Abs(number) < long.MaxValue ? ((long)number >> (int)property.Number) & 1 : 0;
        return LiquidValue.From(bit);
    }
}
