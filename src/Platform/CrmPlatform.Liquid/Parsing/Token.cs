namespace CrmPlatform.Liquid;

internal enum TokenKind
{
    End,
    Text,
    Output,
    Tag,
}

/// <summary>A piece of a template. Start and end enclose the text, or what stands between the delimiters after the tag's name.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, int Start, int End, string Name);

/// <summary>Where the parser takes its pieces from: a template, or the lines of a liquid tag.</summary>
internal interface ITokenSource
{
    Token Next();

    /// <summary>Passes over everything up to the end of the comment that was just opened.</summary>
    void SkipComment(Token opening);

    /// <summary>Passes over unparsed text up to the named end tag and gives its range.</summary>
    (int Start, int End) ReadUnparsed(Token opening, string endTag);
}
