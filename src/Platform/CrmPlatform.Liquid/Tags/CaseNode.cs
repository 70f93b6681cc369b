namespace CrmPlatform.Liquid;

/// <summary>
/// case/when/else as Shopify runs it: every when that matches is run, once for each value that matches, and an
/// else runs if no when before it matched.
/// </summary>
internal sealed class CaseNode : BlockNode
{
    private readonly LiquidTerm _subject;
    private readonly List<(LiquidTerm[]? Values, Body Body)> _branches = [];

    /// <summary>What stands before the first when is never shown; it only tells whether the tag is blank.</summary>
    private Body _unshown = new();

    private CaseNode(LiquidTerm subject, int position) : base(position) => _subject = subject;

    public override IEnumerable<LiquidTerm> Terms => _branches.SelectMany(branch => branch.Values ?? []).Prepend(_subject);

    public override IEnumerable<Body> Bodies => _branches.Select(branch => branch.Body);

    protected override bool HasOnlyBlanks => _unshown.IsBlank && base.HasOnlyBlanks;

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        var node = new CaseNode(terms.ParseTerm(), tag.Position);
        terms.ExpectEnd();

        node._unshown = parser.ParseBody(tag, "when", "else", "endcase");
        while (parser.Ending is { Name: not "endcase" } branch)
        {
            var values = branch.Name is "when" ? ParseValues(parser, branch) : null;
            if (values is null && branch.End > branch.Start && !parser.IsLax)
            {
                throw parser.Error(branch, "'else' takes no arguments");
            }

            node._branches.Add((values, parser.ParseBody(tag, "when", "else", "endcase")));
        }

        node.Close();
        return node;
    }

    public override void Emit(ProgramBuilder program)
    {
        var begin = program.Add(new BeginStep(_subject, Position));
        foreach (var (values, body) in _branches)
        {
            var test = program.Add(new WhenStep(values, body.Nodes.Count > 0 ? values?[0].Position ?? Position : Position));
            var start = program.Next;
            body.Emit(program);
            program.Add(new AgainStep(start, Position));
            test.Otherwise = program.Next;
            test.OnError = program.Next;
        }

        program.Add(new EndStep(Position));
        begin.OnError = program.Next;
    }

    private static LiquidTerm[] ParseValues(TemplateParser parser, Token tag)
    {
        var terms = parser.Begin(tag);
        var values = new List<LiquidTerm> { terms.ParseComparand() };
        while (terms.Accept(Lexeme.Comma) || terms.AcceptWord("or"))
        {
            values.Add(terms.ParseComparand());
        }

        terms.ExpectEnd();
        return [.. values];
    }

    private sealed class CaseFrame(LiquidValue subject) : Frame
    {
        public LiquidValue Subject => subject;

        public bool Matched { get; set; }

        public int Repeats { get; set; }
    }

    private sealed class BeginStep(LiquidTerm subject, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Budget.ChargeMemory(64);
            context.Push(new CaseFrame(subject.Evaluate(context)));
            return at + 1;
        }
    }

    private sealed class WhenStep(LiquidTerm[]? values, int position) : Step(position)
    {
        public int Otherwise { get; set; }

        public override int Execute(LiquidRenderContext context, int at)
        {
            var frame = context.Top<CaseFrame>();
            if (values is null)
            {
                frame.Repeats = 1;
                return frame.Matched ? Otherwise : at + 1;
            }

            var matches = 0;
            foreach (var value in values)
            {
                context.Budget.Step();
                matches += LiquidComparison.AreEqual(frame.Subject, value.Evaluate(context), context) ? 1 : 0;
            }

            frame.Repeats = matches;
            frame.Matched |= matches > 0;
            return matches > 0 ? at + 1 : Otherwise;
        }
    }

    private sealed class AgainStep(int start, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at) =>
            --context.Top<CaseFrame>().Repeats > 0 ? start : at + 1;
    }

    private sealed class EndStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Pop();
            return at + 1;
        }
    }
}
