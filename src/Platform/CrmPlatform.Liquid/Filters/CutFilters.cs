using System.Buffers;

namespace CrmPlatform.Liquid;

internal static class CutFilters
{
    private const string White = " \t\r\n\v\f\0";
    private static readonly SearchValues<char> _white = SearchValues.Create(White);

    public static LiquidValue Truncate(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return input;
        }

        var text = input.ToText(context);
        var length = arguments.Count > 0 ? arguments[0].ToIndex() : 50;
        var ending = arguments.Count > 1 ? arguments[1].ToText(context) : "...";
        if (TextMeasure.Count(text, context.Budget) <= length)
        {
            return LiquidValue.From(text);
        }

        var kept = TextMeasure.Slice(text, 0, Math.Max(0, length - TextMeasure.Count(ending, context.Budget)));
        context.Budget.ChargeNewText(kept.Length + ending.Length);
        return LiquidValue.From(string.Concat(kept, ending));
    }

    public static LiquidValue TruncateWords(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return input;
        }

        var text = input.ToText(context);
        var most = Math.Max(1, arguments.Count > 0 ? arguments[0].ToIndex() : 15);
        var ending = arguments.Count > 1 ? arguments[1].ToText(context) : "...";
        context.Budget.ChargeText(text.Length);
        var buffer = context.RentText();
        var rest = text.AsSpan().TrimStart(White);
        for (var words = 1; rest.Length > 0; words++)
        {
            context.Budget.Step();
            var end = rest.IndexOfAny(_white);
            buffer.Append(end < 0 ? rest : rest[..end]);
            if (words == most && end >= 0)
            {
                // White space after the last word counts as one more, as in Ruby.
                buffer.Append(ending);
                return LiquidValue.From(context.ReturnText(buffer));
            }

            rest = end < 0 ? [] : rest[end..].TrimStart(White);
            buffer.Append(rest.Length > 0 ? " " : "");
        }

        context.ReturnText(buffer);
        return LiquidValue.From(text);
    }

    public static LiquidValue Split(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = input.ToText(context);
        var separator = arguments[0].ToText(context);
        context.Budget.ChargeText(text.Length);
        var parts = new ListBuilder(context.Budget);
        if (separator.Length == 0)
        {
            SplitLetters(text, parts, context);
        }
        else if (separator is " ")
        {
            SplitWords(text, parts, context);
        }
        else
        {
            SplitParts(text, separator, parts, context);
        }

        return parts.ToValue();
    }

    public static LiquidValue Slice(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var start = arguments[0].ToIndex();
        var length = arguments[1].IsNil ? 1 : arguments[1].ToIndex();
        if (input.List is { } list and not LiquidRange)
        {
            return SliceList(list, start, length, context);
        }

        var text = input.ToText(context);
        var count = TextMeasure.Count(text, context.Budget);
        start = start < 0 ? count + start : start;
        if (start < 0 || start > count || length <= 0)
        {
            return LiquidValue.EmptyText;
        }

        var part = TextMeasure.Slice(text, start, length);
        context.Budget.ChargeNewText(part.Length);
        return LiquidValue.From(part.ToString());
    }

    private static LiquidValue SliceList(LiquidList list, int start, int length, LiquidRenderContext context)
    {
        start = start < 0 ? list.Count + start : start;
        if (start < 0 || start >= list.Count || length <= 0)
        {
            return LiquidValue.From(LiquidArray.None);
        }

        var count = Math.Min(length, list.Count - start);
        var items = new ListBuilder(context.Budget, count);
        for (var i = 0; i < count; i++)
        {
            context.Budget.Step();
            items.Add(list[start + i]);
        }

        return items.ToValue();
    }

    private static void SplitLetters(string text, ListBuilder parts, LiquidRenderContext context)
    {
        foreach (var letter in text.EnumerateRunes())
        {
            Add(parts, letter.ToString(), context);
        }
    }

    /// <summary>A single space stands for any white space, and none is kept at the ends.</summary>
    private static void SplitWords(string text, ListBuilder parts, LiquidRenderContext context)
    {
        var rest = text.AsSpan().TrimStart(White);
        while (rest.Length > 0)
        {
            var end = rest.IndexOfAny(_white);
            Add(parts, (end < 0 ? rest : rest[..end]).ToString(), context);
            rest = end < 0 ? [] : rest[end..].TrimStart(White);
        }
    }

    /// <summary>Empty parts at the end are left out, as Ruby does.</summary>
    private static void SplitParts(string text, string separator, ListBuilder parts, LiquidRenderContext context)
    {
        var search = new TextSearch(separator, context.Budget);
        var pending = 0;
        var from = 0;
        while (from <= text.Length)
        {
            var at = search.IndexIn(text, from, context.Budget);
            var end = at < 0 ? text.Length : at;
            if (end == from)
            {
                context.Budget.Step();
                pending++;
            }
            else
            {
                for (; pending > 0; pending--)
                {
                    Add(parts, string.Empty, context);
                }

                Add(parts, text[from..end], context);
            }

            if (at < 0)
            {
                return;
            }

            from = at + separator.Length;
        }
    }

    private static void Add(ListBuilder parts, string part, LiquidRenderContext context)
    {
        context.Budget.ChargeNewText(part.Length);
        parts.Add(LiquidValue.From(part));
    }
}
