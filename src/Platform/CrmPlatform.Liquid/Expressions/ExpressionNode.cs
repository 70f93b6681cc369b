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

    /// <summary>The type of the value; every type includes nil.</summary>
    public LiquidType Type { get; init; } = LiquidType.Any;

    internal int Depth { get; }

    /// <summary>Calls the visitor's method for this kind of part.</summary>
    public abstract T Accept<T>(ExpressionVisitor<T> visitor);
}

/// <summary>Walks an expression: one method for each kind of part.</summary>
public abstract class ExpressionVisitor<T>
{
    /// <summary>Visits a literal.</summary>
    public abstract T Visit(LiteralNode node);

    /// <summary>Visits a field.</summary>
    public abstract T Visit(FieldNode node);

    /// <summary>Visits an item or a member.</summary>
    public abstract T Visit(ItemNode node);

    /// <summary>Visits the present time.</summary>
    public abstract T Visit(NowNode node);

    /// <summary>Visits a range.</summary>
    public abstract T Visit(RangeNode node);

    /// <summary>Visits a negated number.</summary>
    public abstract T Visit(NegateNode node);

    /// <summary>Visits a negation.</summary>
    public abstract T Visit(NotNode node);

    /// <summary>Visits a part with two sides.</summary>
    public abstract T Visit(BinaryNode node);

    /// <summary>Visits a conditional.</summary>
    public abstract T Visit(ConditionalNode node);

    /// <summary>Visits a filter.</summary>
    public abstract T Visit(FilterNode node);
}

/// <summary>A number, a text, true, false, nil, blank or empty.</summary>
public sealed record LiteralNode(LiquidValue Value, int At) : ExpressionNode(At)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A field, by the names that lead to it: <c>deal.client.name</c>. Nil when any of them is missing.</summary>
public sealed record FieldNode(IReadOnlyList<string> Path, int At) : ExpressionNode(At)
{
    /// <summary>The path as it is written with dots.</summary>
    public string Text => string.Join('.', Path);

    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>An item of a list by its position, or a member by a computed name; negative positions count from the end.</summary>
public sealed record ItemNode(ExpressionNode Owner, ExpressionNode Key, int At) : ExpressionNode(At, Owner, Key)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary><c>now</c>, the present instant, or <c>today</c>, the present day in the zone of the evaluation.</summary>
public sealed record NowNode(bool IsDay, int At) : ExpressionNode(At)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>Whole numbers from first to last.</summary>
public sealed record RangeNode(ExpressionNode First, ExpressionNode Last, int At) : ExpressionNode(At, First, Last)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The number with the other sign; nil stays nil.</summary>
public sealed record NegateNode(ExpressionNode Operand, int At) : ExpressionNode(At, Operand)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>True when the operand is nil or false.</summary>
public sealed record NotNode(ExpressionNode Operand, int At) : ExpressionNode(At, Operand)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>What a part with two sides does.</summary>
public enum ExpressionOperator
{
    /// <summary>Of two numbers; nil when either is nil. So are the other three.</summary>
    Add,

    /// <summary>The left number less the right one.</summary>
    Subtract,

    /// <summary>The product of two numbers.</summary>
    Multiply,

    /// <summary>Exact, to 16 significant digits when it does not end; nil when the divisor is 0.</summary>
    Divide,

    /// <summary>As in templates: a text never equals a number; lists and objects are equal when their contents are.</summary>
    Equal,

    /// <summary>The opposite of <see cref="Equal"/>.</summary>
    NotEqual,

    /// <summary>Of two numbers, two texts or two dates; false when either is nil. So are the other three.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>A text in a text, an item in a list, a name in an object.</summary>
    Contains,

    /// <summary>True or false; the right side is not looked at when the left decides.</summary>
    And,

    /// <summary>True or false; the right side is not looked at when the left decides.</summary>
    Or,
}

/// <summary>A part with two sides.</summary>
/// <param name="Operator">What is done with them.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="At">Where the part begins.</param>
public sealed record BinaryNode(ExpressionOperator Operator, ExpressionNode Left, ExpressionNode Right, int At) : ExpressionNode(At, Left, Right)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary><c>then if condition else otherwise</c>; nil when there is no else.</summary>
public sealed record ConditionalNode(ExpressionNode Condition, ExpressionNode Then, ExpressionNode Otherwise, int At)
    : ExpressionNode(At, Condition, Then, Otherwise)
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A filter and its arguments, those by position first.</summary>
public sealed record FilterNode(
    ExpressionNode Input, LiquidFilterDefinition Filter, IReadOnlyList<ExpressionNode> Arguments,
    IReadOnlyList<KeyValuePair<string, ExpressionNode>> Named, int At)
    : ExpressionNode(At, [Input, .. Arguments, .. Named.Select(argument => argument.Value)])
{
    /// <inheritdoc />
    public override T Accept<T>(ExpressionVisitor<T> visitor) => visitor.Visit(this);
}
