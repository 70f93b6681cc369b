namespace CrmPlatform.Liquid;

internal static class TagNames
{
    /// <summary>A variable that a tag sets: a word or digits, without a question mark.</summary>
    public static string Target(TemplateParser parser, Token tag)
    {
        var lexer = parser.Terms.Lexer;
        var valid = lexer.Kind == Lexeme.Number ? lexer.Span.IndexOfAny('-', '.') < 0 : lexer.Kind == Lexeme.Word && (parser.IsLax || !lexer.Span.EndsWith("?", StringComparison.Ordinal));
        if (!valid && !(parser.IsLax && lexer.Kind is not (Lexeme.End or Lexeme.Assign)))
        {
            throw parser.Error(tag, $"Syntax error in '{tag.Name}': a variable name is needed");
        }

        var start = lexer.Start;
        lexer.Advance();
        while (parser.IsLax && lexer.Start == lexer.PreviousEnd && lexer.Kind is Lexeme.Dot or Lexeme.Word or Lexeme.OpenSquare or Lexeme.CloseSquare or Lexeme.Number or Lexeme.Text)
        {
            lexer.Advance();
        }

        return parser.Terms.TextSince(start);
    }
}

internal sealed class AssignNode(string name, LiquidTerm value, int position) : Node(position)
{
    public string Name => name;

    public override bool IsBlank => true;

    public override IEnumerable<LiquidTerm> Terms => [value];

    public LiquidTerm Value => value;

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        var name = TagNames.Target(parser, tag);
        if (!terms.Accept(Lexeme.Assign))
        {
            throw parser.Error(tag, "Syntax Error in 'assign' - Valid syntax: assign [var] = [source]");
        }

        return new AssignNode(name, terms.ParseFiltered(), tag.Position);
    }

    public override void Emit(ProgramBuilder program) => program.Add(new AssignStep(name, value, Position));

    private sealed class AssignStep(string name, LiquidTerm term, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Scope.Set(name, term.Evaluate(context), context.Budget);
            return at + 1;
        }
    }
}

internal sealed class CaptureNode(string name, Body body, int position) : BlockNode(position)
{
    public string Name => name;

    public override bool IsBlank => true;

    public override IEnumerable<Body> Bodies => [body];

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        string name;
        if (terms.Lexer.Kind == Lexeme.Text)
        {
            name = terms.Lexer.Span[1..^1].ToString();
            terms.Lexer.Advance();
        }
        else
        {
            name = TagNames.Target(parser, tag);
        }

        terms.ExpectEnd();
        return new CaptureNode(name, parser.ParseBody(tag, "endcapture"), tag.Position);
    }

    public override void Emit(ProgramBuilder program)
    {
        program.Add(new BeginStep(name, Position));
        body.Emit(program);
        program.Add(new EndStep(Position));
    }

    private sealed class CaptureFrame(string name, TextBuffer before) : Frame
    {
        public override int? Interrupt(LiquidRenderContext context, bool isBreak)
        {
            Finish(context);
            return null;
        }

        public void Finish(LiquidRenderContext context)
        {
            context.Pop();
            var text = context.ReturnText(context.SwapOutput(before));
            context.Scope.Set(name, LiquidValue.SafeIf(context.EncodeHtml, text), context.Budget);
        }
    }

    private sealed class BeginStep(string name, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Budget.ChargeMemory(64);
            context.Push(new CaptureFrame(name, context.SwapOutput(context.RentText())));
            return at + 1;
        }
    }

    private sealed class EndStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Top<CaptureFrame>().Finish(context);
            return at + 1;
        }
    }
}

/// <summary>increment writes and then counts up; decrement counts down and then writes.</summary>
internal sealed class CounterNode(string name, int change, int position) : Node(position)
{
    public string Name => name;

    public static Node Parse(TemplateParser parser, Token tag, int change)
    {
        // Shopify's lax mode lets a counter have no name.
        var name = parser.Begin(tag).Lexer.Kind == Lexeme.End && parser.IsLax ? string.Empty : TagNames.Target(parser, tag);
        parser.Terms.ExpectEnd();
        return new CounterNode(name, change, tag.Position);
    }

    public override void Emit(ProgramBuilder program) => program.Add(new CountStep(name, change, Position));

    private sealed class CountStep(string name, int change, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            var before = context.Scope.Counter(name);
            context.Scope.SetCounter(name, before + change, context.Budget);
            context.Output.AppendNumber(LiquidValue.Integer(change > 0 ? before : before + change));
            return at + 1;
        }
    }
}

internal sealed class CycleNode(LiquidTerm? group, LiquidTerm[] values, int position) : Node(position)
{
    public override IEnumerable<LiquidTerm> Terms => group is null ? values : [group, .. values];

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        LiquidTerm? group = null;
        var values = new List<LiquidTerm> { terms.ParseTerm() };
        if (terms.Accept(Lexeme.Colon))
        {
            group = values[0];
            values = [terms.ParseTerm()];
        }

        while (terms.Accept(Lexeme.Comma) && terms.Lexer.Kind != Lexeme.End)
        {
            values.Add(terms.ParseTerm());
        }

        terms.ExpectEnd();
        return new CycleNode(group, [.. values], tag.Position);
    }

    public override void Emit(ProgramBuilder program) => program.Add(new CycleStep(group, values, Position));

    private sealed class CycleStep(LiquidTerm? group, LiquidTerm[] values, int position) : Step(position)
    {
        /// <summary>Unnamed cycles of equal literals are one; where a variable takes part, each tag counts for itself.</summary>
        private readonly string _unnamed = values.All(value => value is LiteralTerm)
            ? "," + string.Join(',', values.Cast<LiteralTerm>().Select(literal => literal.Value.IsText ? $"'{literal.Value}'" : literal.Value.ToString()))
            : FormattableString.Invariant($"@{position}");

        public override int Execute(LiquidRenderContext context, int at)
        {
            // Named and unnamed groups must not meet, hence the prefix.
            var key = group is null ? _unnamed : GroupKey(group.Evaluate(context).ToText(context), context);
            var scope = context.Scope;
            var turn = scope.Cycle(key);
            var value = turn < values.Length ? values[turn].Evaluate(context) : LiquidValue.Nil;
            scope.SetCycle(key, turn + 1 < values.Length ? turn + 1 : 0, context.Budget);
            context.Write(value);
            return at + 1;
        }

        private static string GroupKey(string group, LiquidRenderContext context)
        {
            context.Budget.ChargeNewText(group.Length + 1);
            return ":" + group;
        }
    }
}

/// <summary>Writes its body only when it differs from what the last ifchanged wrote.</summary>
internal sealed class IfChangedNode(Body body, int position) : Node(position)
{
    public override bool IsBlank => body.IsBlank;

    public override IEnumerable<Body> Bodies => [body];

    public static Node Parse(TemplateParser parser, Token tag) => new IfChangedNode(parser.ParseBody(tag, "endifchanged"), tag.Position);

    public override void Emit(ProgramBuilder program)
    {
        program.Add(new BeginStep(Position));
        body.Emit(program);
        program.Add(new EndStep(Position));
    }

    private sealed class ChangeFrame(TextBuffer before) : Frame
    {
        public override int? Interrupt(LiquidRenderContext context, bool isBreak)
        {
            Finish(context);
            return null;
        }

        public void Finish(LiquidRenderContext context)
        {
            context.Pop();
            var text = context.ReturnText(context.SwapOutput(before));
            if (!string.Equals(text, context.Scope.LastChanged, StringComparison.Ordinal))
            {
                context.Scope.LastChanged = text;
                context.Output.Append(text);
            }
        }
    }

    private sealed class BeginStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Budget.ChargeMemory(64);
            context.Push(new ChangeFrame(context.SwapOutput(context.RentText())));
            return at + 1;
        }
    }

    private sealed class EndStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Top<ChangeFrame>().Finish(context);
            return at + 1;
        }
    }
}
