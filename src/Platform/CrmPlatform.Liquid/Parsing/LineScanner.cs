namespace CrmPlatform.Liquid;

/// <summary>The lines of a liquid tag, each a tag of its own.</summary>
internal sealed class LineScanner(TemplateSource source, int start, int end) : ITokenSource
{
    private int _at = start;

    public Token Next()
    {
        while (_at < end)
        {
            var (from, to) = ReadLine();
            if (from < to && source.Text[from] != '#')
            {
                var nameEnd = source.NameEnd(from, to);
                var name = source.Text[from..(nameEnd > from ? nameEnd : Math.Min(to, from + 60))];
                while (nameEnd < to && char.IsWhiteSpace(source.Text[nameEnd]))
                {
                    nameEnd++;
                }

                return new Token(TokenKind.Tag, from, nameEnd, to, name);
            }
        }

        return new Token(TokenKind.End, end, end, end, string.Empty);
    }

    public void SkipComment(Token opening)
    {
        for (var depth = 1; depth > 0;)
        {
            var line = Next();
            depth += line.Name switch { "comment" => 1, "endcomment" => -1, _ => 0 };
            if (line.Kind == TokenKind.End)
            {
                throw source.Error(opening.Position, LiquidErrorCode.Syntax, "'comment' tag was never closed");
            }
        }
    }

    public (int Start, int End) ReadUnparsed(Token opening, string endTag)
    {
        var from = _at;
        while (_at < end)
        {
            var lineStart = _at;
            var (first, last) = ReadLine();
            if (source.Text.AsSpan(first, last - first).SequenceEqual(endTag))
            {
                return (from, lineStart);
            }
        }

        throw source.Error(opening.Position, LiquidErrorCode.Syntax, $"'{opening.Name}' tag was never closed");
    }

    private (int Start, int End) ReadLine()
    {
        var newline = source.Text.IndexOf('\n', _at, end - _at);
        var (from, to) = (_at, newline < 0 ? end : newline);
        _at = newline < 0 ? end : newline + 1;
        while (from < to && char.IsWhiteSpace(source.Text[from]))
        {
            from++;
        }

        while (to > from && char.IsWhiteSpace(source.Text[to - 1]))
        {
            to--;
        }

        return (from, to);
    }
}
