using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CrmPlatform.Liquid;

internal static class EncodingFilters
{
    private static readonly SearchValues<string> _blockStarts = SearchValues.Create(["<script", "<!--", "<style"], StringComparison.Ordinal);

    public static LiquidValue Escape(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil || input.IsSafe)
        {
            return input;
        }

        var buffer = context.RentText();
        buffer.AppendEncoded(input.ToText(context));
        return LiquidValue.SafeIf(context.EncodeHtml, context.ReturnText(buffer));
    }

    public static LiquidValue EscapeOnce(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil || input.IsSafe)
        {
            return input;
        }

        var rest = input.ToText(context).AsSpan();
        context.Budget.ChargeText(rest.Length);
        var buffer = context.RentText();
        for (int at; (at = rest.IndexOf('&')) >= 0;)
        {
            context.Budget.Step();
            buffer.AppendEncoded(rest[..at]);
            var length = EntityLength(rest[at..]);
            buffer.Append(length > 0 ? rest.Slice(at, length) : "&amp;");
            rest = rest[(at + Math.Max(1, length))..];
        }

        buffer.AppendEncoded(rest);
        return LiquidValue.SafeIf(context.EncodeHtml, context.ReturnText(buffer));
    }

    /// <summary>Leaves out scripts, styles, comments and tags. It is no guard against hostile HTML: encoding is.</summary>
    public static LiquidValue StripHtml(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = input.ToText(context);
        context.Budget.ChargeText(text.Length);
        return LiquidValue.From(WithoutTags(WithoutBlocks(text, context), context));
    }

    public static LiquidValue UrlEncode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return input;
        }

        var text = input.ToText(context);
        context.Budget.ChargeMemory(text.Length * 3L);
        var buffer = context.RentText();
        Span<char> escape = stackalloc char[3];
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)code;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~')
            {
                buffer.Append(new ReadOnlySpan<char>(in letter));
            }
            else if (letter == ' ')
            {
                buffer.Append("+");
            }
            else
            {
                escape[0] = '%';
                code.TryFormat(escape[1..], out _, "X2", CultureInfo.InvariantCulture);
                buffer.Append(escape);
            }
        }

        return LiquidValue.From(context.ReturnText(buffer));
    }

    public static LiquidValue UrlDecode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        if (input.IsNil)
        {
            return input;
        }

        var text = TextFilters.Charged(input, context);
        context.Budget.ChargeMemory(text.Length * 3L);
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++, length++)
        {
            var escaped = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length] = escaped ? (byte)((HexValue(bytes[i + 1]) << 4) | HexValue(bytes[i + 2])) : bytes[i] == '+' ? (byte)' ' : bytes[i];
            i += escaped ? 2 : 0;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length))
            ? LiquidValue.From(Encoding.UTF8.GetString(bytes.AsSpan(0, length)))
            : throw LiquidRenderContext.Fault("invalid byte sequence in UTF-8");
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    public static LiquidValue Base64Encode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = TextFilters.Charged(input, context);
        context.Budget.ChargeMemory(text.Length * 7L);
        return LiquidValue.From(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    public static LiquidValue Base64UrlSafeEncode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var encoded = Base64Encode(input, arguments, context).TextOrNull!;
        return LiquidValue.From(encoded.Replace('+', '-').Replace('/', '_'));
    }

    public static LiquidValue Base64Decode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        Decode(TextFilters.Charged(input, context), "invalid base64 provided to base64_decode", context);

    public static LiquidValue Base64UrlSafeDecode(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var text = TextFilters.Charged(input, context).Replace('-', '+').Replace('_', '/');
        text = text.PadRight(text.Length + ((4 - (text.Length % 4)) % 4), '=');
        return Decode(text, "invalid base64 provided to base64_url_safe_decode", context);
    }

    /// <summary>Bytes that are no UTF-8 become the replacement character: a value here is text.</summary>
    private static LiquidValue Decode(string text, string message, LiquidRenderContext context)
    {
        context.Budget.ChargeMemory(text.Length * 3L);
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return text.Length % 4 == 0 && !text.AsSpan().ContainsAny(" \t\r\n") && Base64.IsValid(text) && Convert.TryFromBase64String(text, bytes, out var length)
            ? LiquidValue.From(Encoding.UTF8.GetString(bytes.AsSpan(0, length)))
            : throw LiquidRenderContext.Fault(message);
    }

    /// <summary>The length of the entity that starts here, or 0: &amp;name; or &amp;#number;</summary>
    private static int EntityLength(ReadOnlySpan<char> text)
    {
        var at = 1;
        var isNumber = at < text.Length && text[at] == '#';
        at += isNumber ? 1 : 0;
        var from = at;
        while (at < text.Length && (isNumber ? char.IsAsciiDigit(text[at]) : char.IsAsciiLetter(text[at])))
        {
            at++;
        }

        return at > from && at < text.Length && text[at] == ';' ? at + 1 : 0;
    }

    /// <summary>In one pass, so that a comment may hold a script's tag and a script a comment's.</summary>
    private static string WithoutBlocks(string text, LiquidRenderContext context)
    {
        if (!text.AsSpan().ContainsAny(_blockStarts))
        {
            return text;
        }

        // A block that is not closed once is not closed further on either: it is not looked for again.
        var unclosed = 0;
        var from = 0;
        var buffer = context.RentText();
        for (var at = text.AsSpan().IndexOfAny(_blockStarts); at >= 0;)
        {
            context.Budget.Step();
            var (open, close, bit) = text[at + 1] == '!' ? ("<!--", "-->", 1) : text[at + 2] == 'c' ? ("<script", "</script>", 2) : ("<style", "</style>", 4);
            var end = (unclosed & bit) != 0 ? -1 : text.IndexOf(close, at + open.Length, StringComparison.Ordinal);
            unclosed |= end < 0 ? bit : 0;
            var next = end < 0 ? at + 1 : end + close.Length;
            if (end >= 0)
            {
                context.Budget.ChargeText(next - at);
                buffer.Append(text.AsSpan(from, at - from));
                from = next;
            }

            at = text.AsSpan(next).IndexOfAny(_blockStarts);
            at = at < 0 ? at : at + next;
        }

        buffer.Append(text.AsSpan(from));
        return context.ReturnText(buffer);
    }

    private static string WithoutTags(string text, LiquidRenderContext context)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var rest = text.AsSpan();
        context.Budget.ChargeText(rest.Length);
        var buffer = context.RentText();
        for (int at; (at = rest.IndexOf('<')) >= 0;)
        {
            context.Budget.Step();
            var end = rest[at..].IndexOf('>');
            if (end < 0)
            {
                break;
            }

            buffer.Append(rest[..at]);
            rest = rest[(at + end + 1)..];
        }

        buffer.Append(rest);
        return context.ReturnText(buffer);
    }
}
