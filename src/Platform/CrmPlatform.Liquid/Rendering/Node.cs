using System.Text;

namespace CrmPlatform.Liquid;

/// <summary>A parsed tag, output or text. It is turned into steps of a program once; renders run those.</summary>
internal abstract class Node(int position)
{
    public int Position => position;

    /// <summary>Writes nothing whatever happens: a block of nothing else drops its white space as well.</summary>
    public virtual bool IsBlank => false;

    public virtual IEnumerable<LiquidTerm> Terms => [];

    public virtual IEnumerable<Body> Bodies => [];

    public abstract void Emit(ProgramBuilder program);
}

internal sealed class Body
{
    private readonly List<Node> _nodes = [];
    private bool _dropsText;

    public IReadOnlyList<Node> Nodes => _nodes;

    public bool IsBlank { get; private set; } = true;

    public void Add(Node node)
    {
        _nodes.Add(node);
        IsBlank &= node.IsBlank;
    }

    public void AddText(string source, Token token)
    {
        if (token.End > token.Start)
        {
            Add(new TextNode(source[token.Start..token.End], token.Position));
        }
    }

    /// <summary>Leaves out the white space of a block in which nothing is ever written.</summary>
    public void DropText() => _dropsText = true;

    public void Emit(ProgramBuilder program)
    {
        var quiet = program.IsQuiet;
        foreach (var node in _nodes)
        {
            if (!_dropsText || node is not TextNode)
            {
                program.IsQuiet = node.IsBlank;
                node.Emit(program);
            }
        }

        program.IsQuiet = quiet;
    }
}

/// <summary>A tag with bodies, which drop their white space together when none of them writes anything.</summary>
internal abstract class BlockNode(int position) : Node(position)
{
    private bool _isBlank;

    public override bool IsBlank => _isBlank;

    protected virtual bool HasOnlyBlanks => Bodies.All(body => body.IsBlank);

    protected void Close()
    {
        _isBlank = HasOnlyBlanks;
        if (_isBlank)
        {
            foreach (var body in Bodies)
            {
                body.DropText();
            }
        }
    }
}

internal sealed class TextNode(string text, int position) : Node(position)
{
    public override bool IsBlank { get; } = string.IsNullOrWhiteSpace(text);

    public override void Emit(ProgramBuilder program) => program.Add(new TextStep(text, Position));
}

internal sealed class OutputNode(LiquidTerm term, int position) : Node(position)
{
    public override IEnumerable<LiquidTerm> Terms => [term];

    public override void Emit(ProgramBuilder program) => program.Add(new OutputStep(term, Position));
}

internal sealed class TextStep(string text, int position) : Step(position)
{
    private readonly int _bytes = Encoding.UTF8.GetByteCount(text);

    public override int Execute(LiquidRenderContext context, int at)
    {
        context.Output.Append(text, _bytes);
        return at + 1;
    }
}

internal sealed class OutputStep(LiquidTerm term, int position) : Step(position)
{
    public override int Execute(LiquidRenderContext context, int at)
    {
        context.Write(term.Evaluate(context));
        return at + 1;
    }
}
