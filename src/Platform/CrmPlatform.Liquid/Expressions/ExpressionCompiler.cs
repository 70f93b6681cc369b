namespace CrmPlatform.Liquid;

/// <summary>Turns the tree into terms that evaluate it, with the values and filters of templates.</summary>
internal sealed class ExpressionCompiler(TemplateSource source) : ExpressionVisitor<LiquidTerm>
{
    public override LiquidTerm Visit(LiteralNode node) => new LiteralTerm(node.Value, node.Position);

    public override LiquidTerm Visit(FieldNode node) =>
        Located(new PathTerm(new PathStep(node.Path[0], null), [.. node.Path.Skip(1).Select(name => new PathStep(name, null))], node.Position), node);

    public override LiquidTerm Visit(ItemNode node) => new ItemTerm(node.Owner.Accept(this), node.Key.Accept(this), node.Position);

    public override LiquidTerm Visit(NowNode node) => new NowTerm(node.IsDay, node.Position);

    public override LiquidTerm Visit(RangeNode node) =>
        Located(new RangeTerm(node.First.Accept(this), node.Last.Accept(this), node.Position), node);

    public override LiquidTerm Visit(NegateNode node) =>
        new ArithmeticTerm(ExpressionOperator.Multiply, new LiteralTerm(LiquidValue.From(-1), node.Position), node.Operand.Accept(this), source, node.Position);

    public override LiquidTerm Visit(NotNode node) => new NotTerm(node.Operand.Accept(this), node.Position);

    public override LiquidTerm Visit(BinaryNode node)
    {
        var (left, right) = (node.Left.Accept(this), node.Right.Accept(this));
        return node.Operator switch
        {
            <= ExpressionOperator.Divide => new ArithmeticTerm(node.Operator, left, right, source, node.Position),
            ExpressionOperator.And or ExpressionOperator.Or => new JunctionTerm(node.Operator == ExpressionOperator.And, left, right, node.Position),
            _ => Located(new ComparisonTerm(left, Comparison.Equal + (node.Operator - ExpressionOperator.Equal), right, node.Position), node),
        };
    }

    public override LiquidTerm Visit(ConditionalNode node) =>
        new ConditionalTerm(node.Condition.Accept(this), node.Then.Accept(this), node.Otherwise.Accept(this), node.Position);

    public override LiquidTerm Visit(FilterNode node)
    {
        var call = new FilterCall(
            node.Filter, [.. node.Arguments.Select(argument => argument.Accept(this))],
            [.. node.Named.Select(argument => argument.Key)], [.. node.Named.Select(argument => argument.Value.Accept(this))], node.Position);
        return Located(new FilteredTerm(node.Input.Accept(this), [call]), node);
    }

    private LocatedTerm Located(LiquidTerm term, ExpressionNode node) => new(term, source, node.Position);
}
