namespace CrmPlatform.Liquid;

/// <summary>if and unless, with elsif and else.</summary>
internal sealed class IfNode : BlockNode
{
    private readonly List<(LiquidTerm? Condition, Body Body)> _branches = [];
    private readonly bool _expected;

    private IfNode(bool expected, int position) : base(position) => _expected = expected;

    public override IEnumerable<LiquidTerm> Terms => _branches.Where(branch => branch.Condition is not null).Select(branch => branch.Condition!);

    public override IEnumerable<Body> Bodies => _branches.Select(branch => branch.Body);

    public static Node Parse(TemplateParser parser, Token tag, bool expected)
    {
        var node = new IfNode(expected, tag.Position);
        LiquidTerm? condition = parser.Begin(tag).ParseCondition();
        var end = "end" + tag.Name;
        while (true)
        {
            var body = parser.ParseBody(tag, "elsif", "else", end);
            // What follows the first else is parsed, and never shown.
            if (node._branches.Count == 0 || node._branches[^1].Condition is not null)
            {
                node._branches.Add((condition, body));
            }

            var next = parser.Ending;
            if (string.Equals(next.Name, end, StringComparison.Ordinal))
            {
                node.Close();
                return node;
            }

            condition = next.Name is "elsif" ? parser.Begin(next).ParseCondition() : null;
        }
    }

    public override void Emit(ProgramBuilder program)
    {
        var exits = new List<JumpStep>();
        var tests = new List<BranchStep>();
        for (var i = 0; i < _branches.Count; i++)
        {
            var (condition, body) = _branches[i];
            var branch = condition is null ? null : program.Add(new BranchStep(condition, i > 0 || _expected, condition.Position));
            body.Emit(program);
            if (i < _branches.Count - 1)
            {
                exits.Add(program.Add(new JumpStep(Position)));
            }

            if (branch is not null)
            {
                branch.Otherwise = program.Next;
                tests.Add(branch);
            }
        }

        exits.ForEach(exit => exit.Target = program.Next);
        tests.ForEach(test => test.OnError = program.Next);
    }
}
