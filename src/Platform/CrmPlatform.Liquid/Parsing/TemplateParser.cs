namespace CrmPlatform.Liquid;

/// <summary>Parses a template into nodes. Every recursion is bounded by the limits.</summary>
internal sealed class TemplateParser
{
    private ITokenSource _tokens;
    private int _depth;

    public TemplateParser(TemplateSource source, LiquidOptions options)
    {
        Source = source;
        Options = options;
        Terms = new TermParser(source, options);
        if (source.Text.Length > options.Limits.MaxSourceLength)
        {
            throw source.Error(0, LiquidErrorCode.TooComplex, "The template is too long");
        }

        _tokens = new TemplateScanner(source, options.Tags);
    }

    public TemplateSource Source { get; }

    public LiquidOptions Options { get; }

    public TermParser Terms { get; }

    public bool IsLax => Terms.IsLax;

    /// <summary>The tag that ended the body parsed last.</summary>
    public Token Ending { get; private set; }

    public Body ParseDocument()
    {
        var body = new Body();
        while (ReadInto(body) is { Kind: not TokenKind.End } stray)
        {
            throw Stray(stray);
        }

        return body;
    }

    /// <summary>Parses up to one of these tags, which must belong to the opening tag given.</summary>
    public Body ParseBody(Token opening, params ReadOnlySpan<string> endings)
    {
        if (++_depth > Options.Limits.MaxNesting)
        {
            throw Source.Error(opening.Position, LiquidErrorCode.TooComplex, "Nesting too deep");
        }

        StackGuard.Check(Source, opening.Position);
        var body = new Body();
        var ending = ReadInto(body);
        if (ending.Kind == TokenKind.End)
        {
            throw Source.Error(opening.Position, LiquidErrorCode.Syntax, $"'{opening.Name}' tag was never closed");
        }

        if (!endings.Contains(ending.Name))
        {
            throw Stray(ending);
        }

        _depth--;
        Ending = ending;
        return body;
    }

    /// <summary>Makes the terms of a tag ready to be parsed.</summary>
    public TermParser Begin(Token tag)
    {
        Terms.Reset(tag.Start, tag.End);
        return Terms;
    }

    public void SkipComment(Token opening) => _tokens.SkipComment(opening);

    public (int Start, int End) ReadUnparsed(Token opening, string ending) => _tokens.ReadUnparsed(opening, ending);

    /// <summary>Parses the lines of a liquid tag; blocks opened in it must be closed in it.</summary>
    public Body ParseLines(Token tag)
    {
        if (++_depth > Options.Limits.MaxNesting)
        {
            throw Source.Error(tag.Position, LiquidErrorCode.TooComplex, "Nesting too deep");
        }

        StackGuard.Check(Source, tag.Position);
        var outer = _tokens;
        _tokens = new LineScanner(Source, tag.Start, tag.End);
        var body = ParseDocument();
        _tokens = outer;
        _depth--;
        return body;
    }

    public LiquidException Error(Token tag, string message) => Source.Error(tag.Position, LiquidErrorCode.Syntax, message);

    /// <summary>Reads nodes until the end or a tag that no definition opens, and gives that token.</summary>
    private Token ReadInto(Body body)
    {
        while (true)
        {
            var token = _tokens.Next();
            Terms.CountNode();
            switch (token.Kind)
            {
                case TokenKind.End:
                    return token;
                case TokenKind.Text:
                    body.AddText(Source.Text, token);
                    break;
                case TokenKind.Output:
                    body.Add(new OutputNode(Begin(token).ParseFiltered(), token.Position));
                    break;
                default:
                    if (!Options.Tags.TryGetValue(token.Name, out var definition))
                    {
                        return token;
                    }

                    if (definition.Parse(this, token) is { } node)
                    {
                        body.Add(node);
                    }

                    break;
            }
        }
    }

    private LiquidException Stray(Token tag)
    {
        if (tag.Name is "else" or "elsif" or "when" || (tag.Name.StartsWith("end", StringComparison.Ordinal) && Options.Tags.ContainsKey(tag.Name[3..])))
        {
            return Error(tag, $"Unexpected '{tag.Name}' tag");
        }

        var nearest = Nearest.Of(tag.Name, Options.Tags.Keys);
        var hint = nearest is null ? string.Empty : $". Did you mean '{nearest}'?";
        return Source.Error(tag.Position, LiquidErrorCode.UnknownTag, $"Unknown tag '{Nearest.Short(tag.Name)}'{hint}", nearest);
    }
}
