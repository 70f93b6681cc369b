using System.Buffers;
using System.Globalization;

namespace CrmPlatform.Liquid;

internal static class TextFilters
{
    private const string White = " \t\r\n\v\f\0";
    private static readonly SearchValues<char> _white = SearchValues.Create(White);

    public static LiquidValue Append(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Concat(input, arguments[0], context);

    public static LiquidValue Prepend(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Concat(arguments[0], input, context);

    public static LiquidValue Upcase(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = Charged(input, context);
        return LiquidValue.From(text.ToUpper(CultureInfo.InvariantCulture));
    }

    public static LiquidValue Downcase(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = Charged(input, context);
        return LiquidValue.From(text.ToLower(CultureInfo.InvariantCulture));
    }

    public static LiquidValue Capitalize(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = Charged(input, context);
        if (text.Length == 0)
        {
            return LiquidValue.EmptyText;
        }

        var first = char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1;
        return LiquidValue.From(string.Create(text.Length, (text, first), static (letters, source) =>
        {
            source.text.AsSpan(0, source.first).ToUpper(letters, CultureInfo.InvariantCulture);
            source.text.AsSpan(source.first).ToLower(letters[source.first..], CultureInfo.InvariantCulture);
        }));
    }

    public static LiquidValue Strip(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.SafeIf(input.IsSafe, Charged(input, context).AsSpan().Trim(White).ToString());

    public static LiquidValue LeftStrip(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.SafeIf(input.IsSafe, Charged(input, context).AsSpan().TrimStart(White).ToString());

    public static LiquidValue RightStrip(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.SafeIf(input.IsSafe, Charged(input, context).AsSpan().TrimEnd(White).ToString());

    /// <summary>White space at the ends is removed, and any inside becomes one space.</summary>
    public static LiquidValue Squish(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return input;
        }

        var text = input.ToText(context);
        context.Budget.ChargeText(text.Length);
        var buffer = context.RentText();
        var rest = text.AsSpan().Trim(White);
        for (int end; (end = rest.IndexOfAny(_white)) >= 0; rest = rest[end..].TrimStart(White))
        {
            context.Budget.Step();
            buffer.Append(rest[..end]);
            buffer.Append(" ");
        }

        buffer.Append(rest);
        return LiquidValue.SafeIf(input.IsSafe, context.ReturnText(buffer));
    }

    public static LiquidValue StripNewlines(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = Charged(input, context);
        return LiquidValue.SafeIf(input.IsSafe, text.Replace("\r\n", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    /// <summary>In an encoded render the text is encoded first, so that only the line breaks are HTML.</summary>
    public static LiquidValue NewlineToBr(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = Charged(input, context);
        var buffer = context.RentText();
        var rest = text.AsSpan();
        for (int end; (end = rest.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
        {
            AppendPart(buffer, rest[..(end > 0 && rest[end - 1] == '\r' ? end - 1 : end)], input, context);
            buffer.Append("<br />\n");
        }

        AppendPart(buffer, rest, input, context);
        return LiquidValue.SafeIf(context.EncodeHtml, context.ReturnText(buffer));
    }

    /// <summary>The input as text, paid for once as what is read and once as what will be made of it.</summary>
    public static string Charged(LiquidValue input, LiquidRenderContext context)
    {
        var text = input.ToText(context);
        context.Budget.ChargeNewText(text.Length);
        return text;
    }

    private static void AppendPart(TextBuffer buffer, ReadOnlySpan<char> part, LiquidValue input, LiquidRenderContext context)
    {
        if (context.EncodeHtml && !input.IsSafe)
        {
            buffer.AppendEncoded(part);
        }
        else
        {
            buffer.Append(part);
        }
    }

    /// <summary>Where one side is HTML already, the other is encoded, and the whole is HTML.</summary>
    private static LiquidValue Concat(LiquidValue left, LiquidValue right, LiquidRenderContext context)
    {
        var safe = context.EncodeHtml && (left.IsSafe || right.IsSafe);
        if (!safe)
        {
            var (first, second) = (left.ToText(context), right.ToText(context));
            context.Budget.ChargeNewText((long)first.Length + second.Length);
            return LiquidValue.From(string.Concat(first, second));
        }

        var buffer = context.RentText();
        AppendPart(buffer, left.ToText(context), left, context);
        AppendPart(buffer, right.ToText(context), right, context);
        return LiquidValue.Safe(context.ReturnText(buffer));
    }
}
