namespace CrmPlatform.Liquid;

/// <summary>Equality, order and <c>contains</c>, as Shopify Liquid has them.</summary>
internal static class LiquidComparison
{
    public static bool AreEqual(LiquidValue left, LiquidValue right, LiquidRenderContext context, int depth = 0)
    {
        if (left.TextOrNull is { } text)
        {
            return right.TextOrNull is { } other ? TextEquals(text, other, context) : Literal(right, left);
        }

        var kind = left.Kind;
        if (kind is LiquidKind.Blank or LiquidKind.Empty)
        {
            // As in Shopify, the words are tests and no values: neither equals itself.
            return Literal(left, right);
        }

        return kind != right.Kind ? Literal(right, left) : kind switch
        {
            LiquidKind.Number => left.Number == right.Number,
            LiquidKind.Boolean => left.IsTrue == right.IsTrue,
            LiquidKind.Nil => true,
            LiquidKind.Date => left.Date!.Value == right.Date!.Value,
            LiquidKind.List => ListEquals(left.List!, right.List!, context, depth),
            _ => ReferenceEquals(left.Object, right.Object) || ObjectEquals(left, right, context, depth),
        };
    }

    /// <summary>Negative, zero or positive; null when the two have no order and a comparison of them is simply false.</summary>
    public static int? Order(LiquidValue left, LiquidValue right, LiquidRenderContext context)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return left.Number.CompareTo(right.Number);
        }

        if (left.TextOrNull is { } text && right.TextOrNull is { } other)
        {
            context.Budget.ChargeText(Math.Min(text.Length, other.Length));
            return string.CompareOrdinal(text, other);
        }

        if (left.Date is { } date && right.Date is { } otherDate)
        {
            return date.Value.CompareTo(otherDate.Value);
        }

        return HasOrder(left) && HasOrder(right)
            ? throw new LiquidException(LiquidErrorCode.Type, $"comparison of {TypeName(left)} with {Shown(right)} failed")
            : null;
    }

    public static bool Contains(LiquidValue whole, LiquidValue part, LiquidRenderContext context)
    {
        if (!part.IsTruthy)
        {
            return false;
        }

        if (whole.TextOrNull is { } text)
        {
            context.Budget.ChargeText(text.Length);
            return new TextSearch(part.ToText(context), context.Budget).IndexIn(text, 0, context.Budget) >= 0;
        }

        if (whole.List is { } list)
        {
            return ListContains(list, part, context);
        }

        return whole.Object is { } owner && part.TextOrNull is { } name && owner.TryGet(name, out _);
    }

    public static bool IsEmpty(LiquidValue value) => value.Kind switch
    {
        LiquidKind.Text => value.TextOrNull!.Length == 0,
        LiquidKind.List => value.List is { Count: 0 } and not LiquidRange,
        LiquidKind.Object => value.Object is ILiquidEnumerable { Count: 0 },
        _ => false,
    };

    public static bool IsBlank(LiquidValue value) =>
        value.IsNil || value.IsFalse || (value.TextOrNull is { } text ? string.IsNullOrWhiteSpace(text) : IsEmpty(value));

    public static string TypeName(LiquidValue value) => value.Kind switch
    {
        LiquidKind.Number => value.IsInteger ? "Integer" : "Float",
        LiquidKind.Text => "String",
        LiquidKind.Date => "Time",
        LiquidKind.List => "Array",
        LiquidKind.Object => "Hash",
        LiquidKind.Nil => "NilClass",
        LiquidKind.Boolean => value.IsTrue ? "TrueClass" : "FalseClass",
        _ => "Object",
    };

    private static string Shown(LiquidValue value) => value.IsNumber ? value.FormatNumber() : TypeName(value);

    private static bool HasOrder(LiquidValue value) => value.Kind is LiquidKind.Number or LiquidKind.Text or LiquidKind.Date;

    private static bool Literal(LiquidValue literal, LiquidValue value) => literal.Kind switch
    {
        LiquidKind.Blank => IsBlank(value),
        LiquidKind.Empty => IsEmpty(value),
        _ => false,
    };

    private static bool TextEquals(string left, string right, LiquidRenderContext context)
    {
        context.Budget.ChargeText(Math.Min(left.Length, right.Length));
        return string.Equals(left, right, StringComparison.Ordinal);
    }

    private static bool ListEquals(LiquidList left, LiquidList right, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        if (left is LiquidRange || right is LiquidRange)
        {
            return left is LiquidRange range && right is LiquidRange other && range.First == other.First && range.Last == other.Last;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            context.Budget.Step();
            if (!AreEqual(context.Settle(left[i]), context.Settle(right[i]), context, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ObjectEquals(LiquidValue left, LiquidValue right, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        if (left.Object is not ILiquidEnumerable members || right.Object is not ILiquidEnumerable others || members.Count != others.Count)
        {
            return Equals(left.Object, right.Object);
        }

        foreach (var (name, member) in members.Members)
        {
            context.Budget.Step();
            if (!others.TryGet(name, out var other) || !AreEqual(context.Settle(member), context.Settle(other), context, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ListContains(LiquidList list, LiquidValue part, LiquidRenderContext context)
    {
        if (list is LiquidRange range)
        {
            return part.IsNumber && part.Number >= range.First && part.Number <= range.Last;
        }

        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            if (AreEqual(context.Settle(list[i]), part, context))
            {
                return true;
            }
        }

        return false;
    }
}
