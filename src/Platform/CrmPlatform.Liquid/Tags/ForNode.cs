namespace CrmPlatform.Liquid;

/// <summary>What for and tablerow have in common: the variable, the list, and how much of it to walk.</summary>
internal sealed class LoopHeader
{
    public required string Variable { get; init; }

    public required LiquidTerm List { get; init; }

    /// <summary>The list as it is written, which names the loop.</summary>
    public required string ListText { get; init; }

    public bool IsReversed { get; private set; }

    public bool Continues { get; private set; }

    public LiquidTerm? Limit { get; private set; }

    public LiquidTerm? Offset { get; private set; }

    public LiquidTerm? Columns { get; private set; }

    public IEnumerable<LiquidTerm> Terms => new[] { List, Limit, Offset, Columns }.OfType<LiquidTerm>();

    public static LoopHeader Parse(TemplateParser parser, Token tag, bool isTable)
    {
        var terms = parser.Begin(tag);
        if (terms.Lexer.Kind != Lexeme.Word)
        {
            throw parser.Error(tag, $"Syntax Error in '{tag.Name} loop' - Valid syntax: {tag.Name} [item] in [collection]");
        }

        var variable = terms.Lexer.Span.ToString();
        terms.Lexer.Advance();
        if (!terms.AcceptWord("in"))
        {
            throw parser.Error(tag, $"{tag.Name} loops require an 'in' clause");
        }

        var start = terms.Lexer.Start;
        var list = terms.ParseTerm();
        var header = new LoopHeader { Variable = variable, List = list, ListText = terms.TextSince(start) };
        header.IsReversed = !isTable && terms.AcceptWord("reversed");
        header.ParseAttributes(parser, tag, isTable);
        return header;
    }

    private void ParseAttributes(TemplateParser parser, Token tag, bool isTable)
    {
        var terms = parser.Terms;
        while (terms.Lexer.Kind != Lexeme.End)
        {
            if (terms.Accept(Lexeme.Comma))
            {
                continue;
            }

            if (!isTable && parser.IsLax && terms.AcceptWord("reversed"))
            {
                IsReversed = true;
                continue;
            }

            var name = terms.Lexer.Kind == Lexeme.Word ? terms.Lexer.Span.ToString() : string.Empty;
            if (!IsAttribute(name, isTable) || !NextIsColon(terms))
            {
                if (parser.IsLax)
                {
                    terms.Lexer.Advance();
                    continue;
                }

                throw parser.Error(tag, $"Invalid attribute in {tag.Name} loop. Valid attributes are {(isTable ? "cols, limit, offset and range" : "limit and offset")}");
            }

            SetAttribute(terms, name, isTable);
        }
    }

    private static bool IsAttribute(string name, bool isTable) => name is "limit" or "offset" || (isTable && name is "cols" or "range");

    private static bool NextIsColon(TermParser terms)
    {
        terms.Lexer.Advance();
        return terms.Accept(Lexeme.Colon);
    }

    private void SetAttribute(TermParser terms, string name, bool isTable)
    {
        if (name is "offset" && !isTable && terms.AcceptWord("continue"))
        {
            Continues = true;
            Offset = null;
            return;
        }

        var value = terms.ParseTerm();
        switch (name)
        {
            case "limit":
                Limit = value;
                break;
            case "offset":
                Offset = value;
                Continues = false;
                break;
            case "cols":
                Columns = value;
                break;
        }
    }
}

internal sealed class ForNode : BlockNode
{
    private readonly LoopHeader _header;
    private readonly Body _body;
    private readonly Body? _otherwise;

    private ForNode(LoopHeader header, Body body, Body? otherwise, int position) : base(position)
    {
        _header = header;
        _body = body;
        _otherwise = otherwise;
        Close();
    }

    public LoopHeader Header => _header;

    public Body Loop => _body;

    public Body? Otherwise => _otherwise;

    public override IEnumerable<LiquidTerm> Terms => _header.Terms;

    public override IEnumerable<Body> Bodies => _otherwise is null ? [_body] : [_body, _otherwise];

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var header = LoopHeader.Parse(parser, tag, isTable: false);
        var body = parser.ParseBody(tag, "else", "endfor");
        Body? otherwise = null;
        while (parser.Ending.Name is "else")
        {
            var next = parser.ParseBody(tag, "else", "endfor");
            otherwise ??= next;
        }

        return new ForNode(header, body, otherwise, tag.Position);
    }

    public override void Emit(ProgramBuilder program)
    {
        var begin = program.Add(new BeginStep(_header, Position));
        begin.Body = program.Next;
        _body.Emit(program);
        program.Add(new NextStep(Position));
        var exit = program.Add(new JumpStep(Position));
        begin.Exit = program.Next - 1;
        begin.Otherwise = program.Next;
        _otherwise?.Emit(program);
        exit.Target = program.Next;
        begin.OnError = program.Next;
    }

    private sealed class BeginStep(LoopHeader header, int position) : Step(position)
    {
        private readonly string _name = header.Variable + "-" + header.ListText;

        public int Body { get; set; }

        public int Exit { get; set; }

        public int Otherwise { get; set; }

        public override int Execute(LiquidRenderContext context, int at)
        {
            var scope = context.Scope;
            var offset = header.Offset?.Evaluate(context) ?? default;
            var limit = header.Limit?.Evaluate(context) ?? default;
            var list = header.List.Evaluate(context);
            var from = header.Continues ? scope.LoopEnd(_name) : offset.IsNil ? 0 : offset.ToIndex();
            var items = Segment.Of(list, context, from, limit.IsNil ? null : limit.ToIndex(), header.IsReversed);
            scope.SetLoopEnd(_name, from + items.Count, context.Budget);
            if (items.Count == 0)
            {
                return Otherwise;
            }

            context.Budget.ChargeMemory(192);
            context.TryLookupLoop(out var parent);
            context.Push(new LoopFrame(header.Variable, items, _name, parent) { Start = Body, Exit = Exit });
            return Body;
        }
    }

    private sealed class NextStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            var frame = context.Top<LoopFrame>();
            if (frame.Advance())
            {
                return frame.Start;
            }

            context.Pop();
            return at + 1;
        }
    }
}

/// <summary>break and continue; what follows the word is passed over, as in Shopify.</summary>
internal sealed class InterruptNode(bool isBreak, int position) : Node(position)
{
    public override void Emit(ProgramBuilder program) => program.Add(new InterruptStep(isBreak, Position));

    private sealed class InterruptStep(bool isBreak, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at) => context.Interrupt(isBreak);
    }
}
