namespace CrmPlatform.Liquid;

/// <summary>A tag of the language: one of the standard ones, or the host's own.</summary>
public sealed class LiquidTagDefinition
{
    internal LiquidTagDefinition(string name, Func<TemplateParser, Token, Node?> parse)
    {
        Name = name;
        Parse = parse;
    }

    /// <summary>The name a template calls the tag by.</summary>
    public string Name { get; }

    internal Func<TemplateParser, Token, Node?> Parse { get; }

    /// <summary>A tag without a body. The function reads what follows the name, once per place in a template.</summary>
    public static LiquidTagDefinition Inline(string name, Func<LiquidTagParser, LiquidTag> parse) =>
        new(name, (parser, token) =>
        {
            var reader = new LiquidTagParser(parser, token);
            return new HostTagNode(parse(reader), reader.Terms, token.Position);
        });

    /// <summary>A tag with a body that ends with "end" and its name.</summary>
    public static LiquidTagDefinition Block(string name, Func<LiquidTagParser, LiquidBlock> parse) =>
        new(name, (parser, token) =>
        {
            var reader = new LiquidTagParser(parser, token);
            var block = parse(reader);
            return new HostBlockNode(block, reader.Terms, parser.ParseBody(token, "end" + name), token.Position);
        });
}

/// <summary>A host's tag at one place of a template. Immutable: renders share it.</summary>
public abstract class LiquidTag
{
    /// <summary>
    /// Writes to the context. Evaluate every term before the first write: while a deferred value is awaited the
    /// tag runs again.
    /// </summary>
    public abstract void Render(LiquidRenderContext context);
}

/// <summary>A host's block tag at one place of a template. Immutable: renders share it.</summary>
public abstract class LiquidBlock
{
    /// <summary>The body's output is handed to <see cref="Complete"/> instead of being written.</summary>
    public virtual bool CapturesBody => false;

    /// <summary>Asked before each run of the body, with the number of runs so far; false ends the block.</summary>
    public abstract bool Runs(LiquidRenderContext context, int runs);

    /// <summary>Called once after the last run. The body is empty unless it was captured; it is HTML already.</summary>
    public virtual void Complete(LiquidRenderContext context, string body)
    {
    }
}

/// <summary>Reads what follows the name of a host's tag.</summary>
public sealed class LiquidTagParser
{
    private readonly TemplateParser _parser;
    private readonly Token _token;
    private readonly List<LiquidTerm> _terms = [];

    internal LiquidTagParser(TemplateParser parser, Token token)
    {
        _parser = parser;
        _token = token;
        parser.Begin(token);
    }

    /// <summary>Everything between the tag's name and its end.</summary>
    public string Markup => _parser.Source.Text[_token.Start.._token.End];

    /// <summary>Nothing follows before the end of the tag.</summary>
    public bool IsAtEnd => _parser.Terms.Lexer.Kind == Lexeme.End;

    internal IReadOnlyList<LiquidTerm> Terms => _terms;

    /// <summary>A literal, a path or a range.</summary>
    public LiquidTerm ParseTerm() => Kept(_parser.Terms.ParseTerm());

    /// <summary>A term with filters, up to the end of the tag.</summary>
    public LiquidTerm ParseFiltered() => Kept(_parser.Terms.ParseFiltered());

    /// <summary>A condition as <c>if</c> takes it, up to the end of the tag.</summary>
    public LiquidTerm ParseCondition() => Kept(_parser.Terms.ParseCondition());

    /// <summary>Passes over this word if it comes next.</summary>
    public bool Accept(string word) => _parser.Terms.AcceptWord(word);

    /// <summary>Passes over a comma if it comes next.</summary>
    public bool AcceptComma() => _parser.Terms.Accept(Lexeme.Comma);

    /// <summary>Passes over a colon if it comes next.</summary>
    public bool AcceptColon() => _parser.Terms.Accept(Lexeme.Colon);

    /// <summary>A syntax error at the tag.</summary>
    public LiquidException Error(string message) => _parser.Error(_token, message);

    private LiquidTerm Kept(LiquidTerm term)
    {
        _terms.Add(term);
        return term;
    }
}
