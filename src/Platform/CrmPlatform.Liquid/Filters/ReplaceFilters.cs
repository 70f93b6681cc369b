namespace CrmPlatform.Liquid;

internal static class ReplaceFilters
{
    public static LiquidValue Replace(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceAll(input, arguments[0], arguments[1], context);

    public static LiquidValue Remove(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceAll(input, arguments[0], LiquidValue.Nil, context);

    public static LiquidValue ReplaceFirst(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceOne(input, arguments[0], arguments[1], last: false, context);

    public static LiquidValue RemoveFirst(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceOne(input, arguments[0], LiquidValue.Nil, last: false, context);

    public static LiquidValue ReplaceLast(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceOne(input, arguments[0], arguments[1], last: true, context);

    public static LiquidValue RemoveLast(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        ReplaceOne(input, arguments[0], LiquidValue.Nil, last: true, context);

    private static LiquidValue ReplaceAll(LiquidValue input, LiquidValue pattern, LiquidValue replacement, LiquidRenderContext context)
    {
        var text = input.ToText(context);
        var (sought, substitute) = (pattern.ToText(context), replacement.ToText(context));
        context.Budget.ChargeText(text.Length);
        if (sought.Length == 0)
        {
            return Interleave(text, substitute, context);
        }

        var search = new TextSearch(sought, context.Budget);
        var buffer = context.RentText();
        var from = 0;
        for (int at; (at = search.IndexIn(text, from, context.Budget)) >= 0; from = at + sought.Length)
        {
            context.Budget.Step();
            buffer.Append(text.AsSpan(from, at - from));
            buffer.Append(substitute);
        }

        buffer.Append(text.AsSpan(from));
        return LiquidValue.From(context.ReturnText(buffer));
    }

    /// <summary>An empty pattern matches between all characters and at both ends.</summary>
    private static LiquidValue Interleave(string text, string substitute, LiquidRenderContext context)
    {
        if (substitute.Length == 0)
        {
            return LiquidValue.From(text);
        }

        var buffer = context.RentText();
        buffer.Append(substitute);
        Span<char> letters = stackalloc char[2];
        foreach (var letter in text.EnumerateRunes())
        {
            context.Budget.Step();
            buffer.Append(letters[..letter.EncodeToUtf16(letters)]);
            buffer.Append(substitute);
        }

        return LiquidValue.From(context.ReturnText(buffer));
    }

    private static LiquidValue ReplaceOne(LiquidValue input, LiquidValue pattern, LiquidValue replacement, bool last, LiquidRenderContext context)
    {
        var text = input.ToText(context);
        var (sought, substitute) = (pattern.ToText(context), replacement.ToText(context));
        context.Budget.ChargeText(text.Length);
        var search = new TextSearch(sought, context.Budget);
        var at = !last ? search.IndexIn(text, 0, context.Budget)
            : sought.Length == 0 ? text.Length : search.LastIndexIn(text, context.Budget);
        if (at < 0)
        {
            return LiquidValue.From(text);
        }

        context.Budget.ChargeNewText((long)text.Length - sought.Length + substitute.Length);
        return LiquidValue.From(string.Concat(text.AsSpan(0, at), substitute, text.AsSpan(at + sought.Length)));
    }
}
