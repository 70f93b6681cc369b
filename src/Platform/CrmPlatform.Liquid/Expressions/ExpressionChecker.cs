namespace CrmPlatform.Liquid;

/// <summary>Gives every part of an expression its type, and finds what cannot work.</summary>
internal sealed class ExpressionChecker(TemplateSource source, LiquidShape shape) : ExpressionVisitor<ExpressionNode>
{
    private readonly SortedSet<string> _fields = new(StringComparer.Ordinal);

    public List<LiquidError> Errors { get; } = [];

    public IReadOnlyCollection<string> Fields => _fields;

    public bool DependsOnTime { get; private set; }

    public override ExpressionNode Visit(LiteralNode node) => node with
    {
        Type = node.Value.Kind switch
        {
            LiquidKind.Nil => LiquidType.Nil,
            LiquidKind.Boolean => LiquidType.Boolean,
            LiquidKind.Number => LiquidType.Number,
            LiquidKind.Text => LiquidType.Text,
            _ => LiquidType.Any,
        },
    };

    public override ExpressionNode Visit(FieldNode node)
    {
        _fields.Add(node.Text);
        var type = LiquidType.Object(shape);
        foreach (var name in node.Path)
        {
            if (TypeChecks.Member(type, name) is not { } member)
            {
                Add(node, TypeChecks.UnknownMember(type, name, node.Text));
                return node;
            }

            type = member;
        }

        return node with { Type = type };
    }

    public override ExpressionNode Visit(ItemNode node)
    {
        var (owner, key) = (node.Owner.Accept(this), node.Key.Accept(this));
        var type = owner.Type.Item ?? LiquidType.Any;
        if (key is LiteralNode { Value.TextOrNull: { } name })
        {
            type = MemberOf(owner.Type, name, node);
            if (PathOf(node) is { } path)
            {
                _fields.Add(path);
            }
        }

        return new ItemNode(owner, key, node.Position) { Type = type };
    }

    public override ExpressionNode Visit(NowNode node)
    {
        DependsOnTime = true;
        return node with { Type = LiquidType.Date };
    }

    public override ExpressionNode Visit(RangeNode node)
    {
        var (first, last) = (Number(node.First.Accept(this), ".."), Number(node.Last.Accept(this), ".."));
        return new RangeNode(first, last, node.Position) { Type = LiquidType.ListOf(LiquidType.Number) };
    }

    public override ExpressionNode Visit(NegateNode node) =>
        new NegateNode(Number(node.Operand.Accept(this), "-"), node.Position) { Type = LiquidType.Number };

    public override ExpressionNode Visit(NotNode node) => new NotNode(node.Operand.Accept(this), node.Position) { Type = LiquidType.Boolean };

    public override ExpressionNode Visit(BinaryNode node)
    {
        var (left, right) = (node.Left.Accept(this), node.Right.Accept(this));
        var type = LiquidType.Boolean;
        switch (node.Operator)
        {
            case <= ExpressionOperator.Divide:
                Number(left, TypeChecks.Sign(node.Operator));
                Number(right, TypeChecks.Sign(node.Operator));
                type = LiquidType.Number;
                break;
            case >= ExpressionOperator.Less and <= ExpressionOperator.GreaterOrEqual when !TypeChecks.HaveOrder(left.Type, right.Type):
                Add(node, $"{left.Type} and {right.Type} cannot be compared by {TypeChecks.Sign(node.Operator)}");
                break;
            case ExpressionOperator.Equal or ExpressionOperator.NotEqual when !TypeChecks.CanEqual(left.Type, right.Type):
                Add(node, $"{left.Type} is never equal to {right.Type}");
                break;
            case ExpressionOperator.Contains when left.Type.Kind is LiquidTypeKind.Number or LiquidTypeKind.Boolean or LiquidTypeKind.Date:
                Add(node, $"{left.Type} cannot contain anything");
                break;
        }

        return new BinaryNode(node.Operator, left, right, node.Position) { Type = type };
    }

    public override ExpressionNode Visit(ConditionalNode node)
    {
        var (condition, then, otherwise) = (node.Condition.Accept(this), node.Then.Accept(this), node.Otherwise.Accept(this));
        return new ConditionalNode(condition, then, otherwise, node.Position) { Type = LiquidType.Join(then.Type, otherwise.Type) };
    }

    public override ExpressionNode Visit(FilterNode node)
    {
        var input = node.Input.Accept(this);
        var arguments = node.Arguments.Select(argument => argument.Accept(this)).ToList();
        var named = node.Named.Select(argument => KeyValuePair.Create(argument.Key, argument.Value.Accept(this))).ToList();
        foreach (var (name, value) in named)
        {
            if (!node.Filter.Keywords.Contains(name, StringComparer.Ordinal))
            {
                Add(value, $"The filter '{node.Filter.Name}' has no argument '{Nearest.Short(name)}'");
            }
        }

        DependsOnTime |= node.Filter.DependsOnTime(input.Type, (input as LiteralNode)?.Value);
        var type = node.Filter.ResultType(input.Type, [.. arguments.Select(argument => argument.Type)]);
        return new FilterNode(input, node.Filter, arguments, named, node.Position) { Type = type };
    }

    /// <summary>The path to a member of an item, whichever item it is: <c>lines[].amount</c>. Null where no field is at its root.</summary>
    private static string? PathOf(ExpressionNode node) => node switch
    {
        FieldNode field => field.Text,
        ItemNode item when PathOf(item.Owner) is { } owner => item.Key is LiteralNode { Value.TextOrNull: { } name } ? $"{owner}.{name}" : owner + "[]",
        _ => null,
    };

    private LiquidType MemberOf(LiquidType owner, string name, ItemNode node)
    {
        if (TypeChecks.Member(owner, name) is { } member)
        {
            return member;
        }

        Add(node, TypeChecks.UnknownMember(owner, name, name));
        return LiquidType.Any;
    }

    private ExpressionNode Number(ExpressionNode node, string sign)
    {
        if (node.Type.Kind is not (LiquidTypeKind.Number or LiquidTypeKind.Any or LiquidTypeKind.Nil))
        {
            Add(node, $"{sign} needs numbers, not {node.Type}");
        }

        return node;
    }

    private void Add(ExpressionNode node, string message) => Add(node, new LiquidError(LiquidErrorCode.Type, message));

    private void Add(ExpressionNode node, LiquidError error) => Errors.Add(source.At(error, node.Position));
}
