using System.Buffers;
using System.Collections.Frozen;

namespace CrmPlatform.Liquid;

/// <summary>Cuts a template into text, outputs and tags, applying whitespace control.</summary>
internal sealed class TemplateScanner(TemplateSource source, FrozenDictionary<string, LiquidTagDefinition> tags) : ITokenSource
{
    private static readonly SearchValues<char> _wordEnds = SearchValues.Create(" \t\r\n\f\v\0");
    private readonly string _text = source.Text;
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _names = TemplateSource.KnownNames(tags);
    private int _at;
    private bool _trimNext;

    public Token Next()
    {
        if (_at >= _text.Length)
        {
            return new Token(TokenKind.End, _at, _at, _at, string.Empty);
        }

        var open = FindOpening(_at);
        return open > _at ? ReadText(open) : _text[open + 1] == '%' ? ReadTag(open) : ReadOutput(open);
    }

    public void SkipComment(Token opening)
    {
        var depth = 1;
        while (FindTag(_at) is var open && open >= 0)
        {
            var tag = ReadTag(open);
            switch (tag.Name)
            {
                case "comment":
                    depth++;
                    break;
                case "endcomment" when --depth == 0:
                    return;
                case "raw":
                    ReadUnparsed(tag, "endraw");
                    break;
            }
        }

        throw source.Error(opening.Position, LiquidErrorCode.Syntax, "'comment' tag was never closed");
    }

    public (int Start, int End) ReadUnparsed(Token opening, string endTag)
    {
        var start = _at;
        for (var open = FindTag(_at); open >= 0; open = FindTag(open + 2))
        {
            if (TryReadEnd(open, endTag))
            {
                return (start, open);
            }
        }

        throw source.Error(opening.Position, LiquidErrorCode.Syntax, $"'{opening.Name}' tag was never closed");
    }

    private static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || letter == '\0';

    private bool TryReadEnd(int open, string endTag)
    {
        var at = open + 2;
        at += at < _text.Length && _text[at] == '-' ? 1 : 0;
        at = SkipSpace(at, _text.Length);
        if (!_text.AsSpan(at).StartsWith(endTag, StringComparison.Ordinal))
        {
            return false;
        }

        at += endTag.Length;
        // The tag must close before another opens; looking no further keeps a row of unclosed end tags linear.
        var next = FindTag(at);
        var close = _text.IndexOf("%}", at, (next < 0 ? _text.Length : next) - at, StringComparison.Ordinal);
        if (close < 0 || (at < close && !IsSpace(_text[at]) && _text[at] != '-'))
        {
            return false;
        }

        _trimNext = _text[close - 1] == '-';
        _at = close + 2;
        return true;
    }

    private int FindTag(int from) => from >= _text.Length ? -1 : _text.IndexOf("{%", from, StringComparison.Ordinal);

    private int FindOpening(int from)
    {
        for (var at = from; ; at++)
        {
            var offset = _text.AsSpan(at).IndexOf('{');
            if (offset < 0 || at + offset + 1 >= _text.Length)
            {
                return _text.Length;
            }

            at += offset;
            if (_text[at + 1] is '%' or '{')
            {
                return at;
            }
        }
    }

    private Token ReadText(int open)
    {
        var (start, end) = (_at, open);
        _at = open;
        if (_trimNext)
        {
            start = SkipSpace(start, end);
        }

        _trimNext = false;
        if (open + 2 < _text.Length && _text[open + 2] == '-')
        {
            while (end > start && IsSpace(_text[end - 1]))
            {
                end--;
            }
        }

        return new Token(TokenKind.Text, start, start, end, string.Empty);
    }

    private Token ReadOutput(int open)
    {
        var close = _text.IndexOf("}}", open + 2, StringComparison.Ordinal);
        if (close < 0)
        {
            throw source.Error(open, LiquidErrorCode.Syntax, "Variable '{{' was not properly terminated with '}}'");
        }

        var (start, end) = Inside(open, close);
        return new Token(TokenKind.Output, open, start, end, string.Empty);
    }

    private Token ReadTag(int open)
    {
        var close = _text.IndexOf("%}", open + 2, StringComparison.Ordinal);
        if (close < 0)
        {
            throw source.Error(open, LiquidErrorCode.Syntax, "Tag '{%' was not properly terminated with '%}'");
        }

        var (start, end) = Inside(open, close);
        start = SkipSpace(start, end);
        var nameEnd = source.NameEnd(start, end);
        var span = _text.AsSpan(start, nameEnd - start);
        var name = _names.TryGetValue(span, out var known) ? known : Unknown(span);
        return new Token(TokenKind.Tag, open, SkipSpace(nameEnd, end), end, name);
    }

    /// <summary>A name that is not known is cut short: it will only be shown in an error.</summary>
    private static string Unknown(ReadOnlySpan<char> name) => new(name[..Math.Min(name.Length, 60)]);

    private (int Start, int End) Inside(int open, int close)
    {
        var start = open + 2;
        _at = close + 2;
        _trimNext = close > start && _text[close - 1] == '-';
        var end = _trimNext ? close - 1 : close;
        if (start < end && _text[start] == '-')
        {
            start++;
        }

        while (end > start && _wordEnds.Contains(_text[end - 1]))
        {
            end--;
        }

        return (start, end);
    }

    private int SkipSpace(int at, int end)
    {
        while (at < end && IsSpace(_text[at]))
        {
            at++;
        }

        return at;
    }
}
