namespace CrmPlatform.Liquid;

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

internal sealed class ComparisonTerm(LiquidTerm left, Comparison comparison, LiquidTerm right, int position) : LiquidTerm(position)
{
    public LiquidTerm Left => left;

    public LiquidTerm Right => right;

    public override LiquidValue Evaluate(LiquidRenderContext context) =>
        LiquidValue.From(Compare(left.Evaluate(context), comparison, right.Evaluate(context), context));

    public static bool Compare(LiquidValue left, Comparison comparison, LiquidValue right, LiquidRenderContext context) => comparison switch
    {
        Comparison.Equal => LiquidComparison.AreEqual(left, right, context),
        Comparison.NotEqual => !LiquidComparison.AreEqual(left, right, context),
        Comparison.Less => LiquidComparison.Order(left, right, context) < 0,
        Comparison.LessOrEqual => LiquidComparison.Order(left, right, context) <= 0,
        Comparison.Greater => LiquidComparison.Order(left, right, context) > 0,
        Comparison.GreaterOrEqual => LiquidComparison.Order(left, right, context) >= 0,
        _ => LiquidComparison.Contains(left, right, context),
    };
}

internal sealed class UnknownOperatorTerm(string word, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context) => throw LiquidRenderContext.Fault($"Unknown operator {word}");
}

/// <summary>
/// Conditions joined by <c>and</c> and <c>or</c>. In Liquid these are equal in rank and bind from the right:
/// <c>a and b or c</c> is <c>a and (b or c)</c>. Kept flat, so that a long chain cannot exhaust the stack.
/// </summary>
internal sealed class LogicTerm(LiquidTerm[] operands, bool[] isAnd, int position) : LiquidTerm(position)
{
    public LiquidTerm[] Operands => operands;

    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        for (var i = 0; i < isAnd.Length; i++)
        {
            context.Budget.Step();
            var value = operands[i].Evaluate(context);
            if (value.IsTruthy != isAnd[i])
            {
                return value;
            }
        }

        return operands[^1].Evaluate(context);
    }
}
