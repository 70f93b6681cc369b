namespace CrmPlatform.Liquid;

/// <summary>Reads members by name and items by position, as the dot and the square brackets do.</summary>
internal static class MemberReader
{
    /// <summary>What Ruby, and so Shopify, gives as the size of a whole number: its bytes.</summary>
    public const int IntegerSize = 8;

    /// <summary>What a name in brackets reads: a member of an object, and nothing else.</summary>
    public static LiquidValue ReadMember(LiquidValue value, string name, LiquidRenderContext context) =>
        value.Object is { } owner && owner.TryGet(name, out var member)
            ? member.AsDeferred is { } deferred ? context.Fetched(owner, name, deferred) : member
            : default;

    public static LiquidValue Read(LiquidValue value, string name, LiquidRenderContext context)
    {
        if (value.Object is { } owner)
        {
            if (owner.TryGet(name, out var member))
            {
                return member.AsDeferred is { } deferred ? context.Fetched(owner, name, deferred) : member;
            }

            return owner is ILiquidEnumerable members ? OfObject(members, name, context) : default;
        }

        if (value.List is { } list)
        {
            return OfList(list, name, context);
        }

        return value.TextOrNull is { } text ? OfText(text, name, context)
            : value.IsInteger && name is "size" ? LiquidValue.From(IntegerSize) : default;
    }

    public static LiquidValue Read(LiquidValue value, LiquidValue key, LiquidRenderContext context)
    {
        if (key.TextOrNull is { } name)
        {
            return ReadMember(value, name, context);
        }

        if (value.List is not { } list || !key.IsNumber || key.Form == NumberForm.Fraction || !decimal.IsInteger(key.Number) || Math.Abs(key.Number) > int.MaxValue)
        {
            return default;
        }

        var index = (int)key.Number;
        index = index < 0 ? list.Count + index : index;
        return index >= 0 && index < list.Count ? context.Settle(list[index]) : default;
    }

    public static bool Exists(LiquidValue value, string name, bool isBracketed) => value.Object switch
    {
        { } owner when owner.TryGet(name, out _) => true,
        _ when isBracketed => false,
        ILiquidEnumerable => name is "size" or "first" or "last",
        null when value.List is not null || value.IsText => name is "size" or "first" or "last",
        null => value.IsInteger && name is "size",
        _ => false,
    };

    public static LiquidValue First(LiquidValue value, LiquidRenderContext context) => value switch
    {
        { List: { Count: > 0 } list } => context.Settle(list[0]),
        { TextOrNull: { Length: > 0 } text } => LiquidValue.From(FirstLetter(text, context)),
        { Object: ILiquidEnumerable members } => FirstMember(members, context),
        _ => default,
    };

    public static LiquidValue Last(LiquidValue value, LiquidRenderContext context) => value switch
    {
        { List: { Count: > 0 } list } => context.Settle(list[list.Count - 1]),
        { TextOrNull: { Length: > 0 } text } => LiquidValue.From(LastLetter(text, context)),
        _ => default,
    };

    /// <summary>A member as the pair that loops see.</summary>
    public static LiquidValue Pair(KeyValuePair<string, LiquidValue> member, LiquidRenderContext context)
    {
        context.Budget.ChargeMemory(120);
        return LiquidValue.From(new LiquidArray([LiquidValue.From(member.Key), member.Value]));
    }

    private static LiquidValue OfObject(ILiquidEnumerable members, string name, LiquidRenderContext context) => name switch
    {
        "size" => LiquidValue.From(members.Count),
        "first" => FirstMember(members, context),
        _ => default,
    };

    private static LiquidValue OfList(LiquidList list, string name, LiquidRenderContext context) => name switch
    {
        "size" => LiquidValue.From(list.Count),
        "first" when list.Count > 0 => context.Settle(list[0]),
        "last" when list.Count > 0 => context.Settle(list[list.Count - 1]),
        _ => default,
    };

    private static LiquidValue OfText(string text, string name, LiquidRenderContext context) => name switch
    {
        "size" => LiquidValue.From(TextMeasure.Count(text, context.Budget)),
        "first" when text.Length > 0 => LiquidValue.From(FirstLetter(text, context)),
        "last" when text.Length > 0 => LiquidValue.From(LastLetter(text, context)),
        _ => default,
    };

    private static LiquidValue FirstMember(ILiquidEnumerable members, LiquidRenderContext context)
    {
        foreach (var member in members.Members)
        {
            return Pair(member, context);
        }

        return default;
    }

    private static string FirstLetter(string text, LiquidRenderContext context)
    {
        context.Budget.ChargeNewText(2);
        return text[..(char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1)];
    }

    private static string LastLetter(string text, LiquidRenderContext context)
    {
        context.Budget.ChargeNewText(2);
        return text[^(char.IsLowSurrogate(text[^1]) && text.Length > 1 ? 2 : 1)..];
    }
}
