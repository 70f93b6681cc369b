namespace CrmPlatform.Liquid;

/// <summary>include and render: another template, with variables handed to it.</summary>
internal abstract class PartialNode(PartialHeader header, int position) : Node(position)
{
    public PartialHeader Header => header;

    public override IEnumerable<LiquidTerm> Terms => header.Terms;
}

internal sealed class PartialHeader
{
    public required LiquidTerm Name { get; init; }

    /// <summary>What follows with or for.</summary>
    public LiquidTerm? Subject { get; private set; }

    public bool IsFor { get; private set; }

    public string? Alias { get; private set; }

    public List<(string Name, LiquidTerm Value)> Arguments { get; } = [];

    public IEnumerable<LiquidTerm> Terms => Arguments.Select(argument => argument.Value).Prepend(Name).Concat(Subject is null ? [] : [Subject]);

    public string? FixedName => (Name as LiteralTerm)?.Value.TextOrNull;

    public static PartialHeader Parse(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        var header = new PartialHeader { Name = terms.ParseTerm() };
        if (terms.Lexer.IsWord("with") || terms.Lexer.IsWord("for"))
        {
            header.ParseSubject(terms);
        }

        if (terms.AcceptWord("as"))
        {
            header.Alias = terms.Lexer.Kind == Lexeme.Word ? terms.Lexer.Span.ToString() : throw terms.Unexpected("a name");
            terms.Lexer.Advance();
        }

        header.ParseArguments(terms);
        return header;
    }

    public string VariableFor(string template) => Alias ?? template[(template.LastIndexOf('/') + 1)..];

    public Dictionary<string, LiquidValue> Evaluate(LiquidRenderContext context)
    {
        context.Budget.ChargeMemory(384 + (64L * Arguments.Count));
        var values = new Dictionary<string, LiquidValue>(Arguments.Count + 1, StringComparer.Ordinal);
        foreach (var (name, value) in Arguments)
        {
            values[name] = value.Evaluate(context);
        }

        return values;
    }

    /// <summary>What follows with or for: a value, or, as Shopify reads it, the first of the named arguments.</summary>
    private void ParseSubject(TermParser terms)
    {
        var isFor = terms.Lexer.IsWord("for");
        terms.Lexer.Advance();
        var (start, isWord) = (terms.Lexer.Start, terms.Lexer.Kind == Lexeme.Word);
        var subject = terms.ParseTerm();
        var name = terms.TextSince(start);
        if (isWord && terms.Accept(Lexeme.Colon))
        {
            Arguments.Add((name, terms.ParseTerm()));
            return;
        }

        // As in Shopify, nil and false where they are written out are nothing at all.
        (IsFor, Subject) = (isFor, subject is LiteralTerm { Value.IsTruthy: false } ? null : subject);
    }

    private void ParseArguments(TermParser terms)
    {
        while (terms.Lexer.Kind != Lexeme.End)
        {
            if (terms.Accept(Lexeme.Comma) && (terms.IsLax || terms.Lexer.Kind != Lexeme.Comma))
            {
                continue;
            }

            if (terms.Lexer.Kind != Lexeme.Word)
            {
                if (!terms.IsLax)
                {
                    throw terms.Unexpected("an argument");
                }

                terms.Lexer.Advance();
                continue;
            }

            var name = terms.Lexer.Span.ToString();
            terms.Lexer.Advance();
            if (terms.Accept(Lexeme.Colon))
            {
                Arguments.Add((name, terms.ParseTerm()));
            }
            else if (!terms.IsLax)
            {
                throw terms.Unexpected("':'");
            }
        }
    }
}

/// <summary>A partial that runs: once, or once for each item. It returns to the program that called it.</summary>
internal sealed class CallFrame(LiquidProgram caller, Scope callerScope, int returnTo, Dictionary<string, LiquidValue> variables) : Frame
{
    /// <summary>The items still to be run, for "for".</summary>
    public Segment Items { get; init; }

    public string? Variable { get; init; }

    /// <summary>Set for render: each run has a scope of its own and sees nothing of the caller.</summary>
    public Func<LiquidValue, Scope>? NewScope { get; init; }

    public LoopFrame? Loop { get; init; }

    public bool IsRender { get; init; }

    private int _index;

    public Scope CallerScope => callerScope;

    public override bool IsIsolated => IsRender;

    public override bool TryGet(string name, out LiquidValue value)
    {
        if (Loop is not null && name is "forloop")
        {
            value = LiquidValue.From((ILiquidObject)Loop);
            return true;
        }

        return variables.TryGetValue(name, out value);
    }

    /// <summary>Break and continue leave an include; they end a render's run and nothing more.</summary>
    public override int? Interrupt(LiquidRenderContext context, bool isBreak)
    {
        if (IsRender)
        {
            return Return(context);
        }

        Leave(context);
        return null;
    }

    /// <summary>Begins the next item's run, or goes back to the caller.</summary>
    public int Return(LiquidRenderContext context)
    {
        if (++_index >= Items.Count)
        {
            return Leave(context);
        }

        context.Budget.Step();
        Loop?.Advance();
        if (NewScope is not null)
        {
            context.SetScope(NewScope(Items[_index]));
        }
        else
        {
            variables[Variable!] = Items[_index];
        }

        return 0;
    }

    private int Leave(LiquidRenderContext context)
    {
        context.Pop();
        context.Budget.Leave();
        context.Enter(caller, callerScope);
        return returnTo;
    }
}
