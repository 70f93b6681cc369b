namespace CrmPlatform.Liquid;

/// <summary>The part of a list that a loop walks; nothing is copied.</summary>
internal readonly record struct Segment(LiquidList List, int First, int Count, bool IsReversed)
{
    public LiquidValue this[int index] => List[IsReversed ? First + Count - 1 - index : First + index];

    /// <summary>A list, or the members of an object as pairs; null for anything else.</summary>
    public static LiquidList? Iterable(LiquidValue value, LiquidRenderContext context)
    {
        if (value.List is { } list)
        {
            return list;
        }

        if (value.Object is not ILiquidEnumerable members)
        {
            return null;
        }

        var pairs = new ListBuilder(context.Budget, Math.Min(members.Count, 1024));
        foreach (var member in members.Members)
        {
            context.Budget.Step();
            pairs.Add(MemberReader.Pair(member, context));
        }

        return pairs.ToList();
    }

    /// <summary>What a loop walks: a list, the members of an object, or a text as its one item.</summary>
    private static LiquidList Items(LiquidValue value, LiquidRenderContext context)
    {
        if (value.TextOrNull is not { Length: > 0 })
        {
            return Iterable(value, context) ?? LiquidArray.None;
        }

        context.Budget.ChargeMemory(96);
        return new LiquidArray([value]);
    }

    /// <summary>The part that limit and offset leave. A text is one item whatever they say, as Shopify has it.</summary>
    public static Segment Of(LiquidValue value, LiquidRenderContext context, int offset, int? limit, bool reversed)
    {
        var list = Items(value, context);
        return value.IsText ? Of(list, 0, null, reversed) : Of(list, offset, limit, reversed);
    }

    public static Segment Of(LiquidList list, int offset, int? limit, bool reversed)
    {
        var to = limit is { } most ? (long)offset + most : list.Count;
        var first = Math.Clamp(offset, 0, list.Count);
        var end = (int)Math.Clamp(to, first, list.Count);
        return new Segment(list, first, end - first, reversed);
    }
}

/// <summary>A for loop under way, and the <c>forloop</c> that templates see of it.</summary>
internal sealed class LoopFrame(string variable, Segment items, string name, LiquidValue parent) : Frame, ILiquidObject
{
    private LiquidValue _item = items.Count > 0 ? items[0] : default;

    public int Index { get; private set; }

    public int Start { get; set; }

    public int Exit { get; set; }

    private int Length => items.Count;

    /// <summary>Goes to the next item, if there is one.</summary>
    public bool Advance()
    {
        Index++;
        if (Index >= Length)
        {
            return false;
        }

        _item = items[Index];
        return true;
    }

    public override bool TryGet(string name, out LiquidValue value)
    {
        if (string.Equals(name, variable, StringComparison.Ordinal))
        {
            value = _item;
            return true;
        }

        if (name is "forloop")
        {
            value = LiquidValue.From((ILiquidObject)this);
            return true;
        }

        value = default;
        return false;
    }

    public override int? Interrupt(LiquidRenderContext context, bool isBreak)
    {
        if (!isBreak && Advance())
        {
            return Start;
        }

        context.Pop();
        return Exit;
    }

    bool ILiquidObject.TryGet(string name, out LiquidValue value)
    {
        var found = name switch
        {
            "index" => LiquidValue.From(Index + 1),
            "index0" => LiquidValue.From(Index),
            "rindex" => LiquidValue.From(Length - Index),
            "rindex0" => LiquidValue.From(Length - Index - 1),
            "first" => LiquidValue.From(Index == 0),
            "last" => LiquidValue.From(Index == Length - 1),
            "length" => LiquidValue.From(Length),
            _ => Rarer(name),
        };
        value = found ?? default;
        return found is not null;
    }

    private LiquidValue? Rarer(string member) => member switch
    {
        "parentloop" => parent,
        "name" => LiquidValue.From(name),
        _ => null,
    };
}
