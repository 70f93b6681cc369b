namespace CrmPlatform.Liquid;

/// <summary>
/// A part of an expression, with its type once the expression was checked (Any before that). The tree is
/// immutable and no deeper than <see cref="MaxDepth"/>, so it may be walked by recursion.
/// </summary>
public abstract record ExpressionNode
{
    /// <summary>Deepest tree the parser builds.</summary>
    public const int MaxDepth = 400;

    private protected ExpressionNode(int position, params ReadOnlySpan<ExpressionNode> parts)
    {
        Position = position;
        foreach (var part in parts)
        {
            Depth = Math.Max(Depth, part.Depth);
        }

        Depth++;
    }

    /// <summary>Where the part begins, in UTF-16 units from the start of the expression.</summary>
    public int Position { get; init; }

    public LiquidType Type { get; init; } = LiquidType.Any;

    internal int Depth { get; }

    public abstract T Accept<T>(ExpressionVisitor<T> visitor);
}

/// <summary>Walks an expression: one method for each kind of part.</summary>
public abstract class ExpressionVisitor<T>
{
    public abstract T Visit(LiteralNode node);

    public abstract T Visit(FieldNode node);

    public abstract T Visit(ItemNode node);

    public abstract T Visit(NowNode node);

    public abstract T Visit(RangeNode node);

    public abstract T Visit(NegateNode node);

    public abstract T Visit(NotNode node);

    public abstract T Visit(BinaryNode node);

    public abstract T Visit(ConditionalNode node);

    public abstract T Visit(FilterNode node);
}

/// <summary>A number, a text, true, false, nil, blank or empty.</summary>
public sealed record LiteralNode(LiquidValue Value, int At) : ExpressionNode(At)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A field, by the names that lead to it: <c>deal.client.name</c>. Nil when any of them is missing.</summary>
public sealed record FieldNode(IReadOnlyList<string> Path, int At) : ExpressionNode(At)
{
    public string Text => string.Join('.', Path);

    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>An item of a list by its position, or a member by a computed name; negative positions count from the end.</summary>
public sealed record ItemNode(ExpressionNode Owner, ExpressionNode Key, int At) : ExpressionNode(At, Owner, Key)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary><c>now</c>, the present instant, or <c>today</c>, the present day in the zone of the evaluation.</summary>
public sealed record NowNode(bool IsDay, int At) : ExpressionNode(At)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>Whole numbers from first to last.</summary>
public sealed record RangeNode(ExpressionNode First, ExpressionNode Last, int At) : ExpressionNode(At, First, Last)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The number with the other sign; nil stays nil.</summary>
public sealed record NegateNode(ExpressionNode Operand, int At) : ExpressionNode(At, Operand)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>True when the operand is nil or false.</summary>
public sealed record NotNode(ExpressionNode Operand, int At) : ExpressionNode(At, Operand)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

public enum ExpressionOperator
{
    /// <summary>Of two numbers; nil when either is nil. So are the other three.</summary>
    Add,
    Subtract,
    Multiply,

    /// <summary>Exact, to 16 significant digits when it does not end; nil when the divisor is 0.</summary>
    Divide,
    Equal,
    NotEqual,

    /// <summary>Of two numbers, two texts or two dates; false when either is nil. So are the other three.</summary>
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>A text in a text, an item in a list, a name in an object.</summary>
    Contains,

    /// <summary>True or false; the right side is not looked at when the left decides.</summary>
    And,
    Or,
}

public sealed record BinaryNode(ExpressionOperator Operator, ExpressionNode Left, ExpressionNode Right, int At) : ExpressionNode(At, Left, Right)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary><c>then if condition else otherwise</c>; nil when there is no else.</summary>
public sealed record ConditionalNode(ExpressionNode Condition, ExpressionNode Then, ExpressionNode Otherwise, int At)
    : ExpressionNode(At, Condition, Then, Otherwise)
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A filter and its arguments, those by position first.</summary>
public sealed record FilterNode(
    ExpressionNode Input, LiquidFilterDefinition Filter, IReadOnlyList<ExpressionNode> Arguments,
    IReadOnlyList<KeyValuePair<string, ExpressionNode>> Named, int At)
    : ExpressionNode(At, [Input, .. Arguments, .. Named.Select(argument => argument.Value)])
{
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}
