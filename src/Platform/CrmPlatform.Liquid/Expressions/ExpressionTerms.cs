namespace CrmPlatform.Liquid;

/// <summary>Arithmetic, which templates do not have. An error says where in the expression it happened.</summary>
internal sealed class ArithmeticTerm(ExpressionOperator operation, LiquidTerm left, LiquidTerm right, TemplateSource source, int position)
    : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        context.Budget.Step();
        var (first, second) = (left.Evaluate(context), right.Evaluate(context));
        if (first.IsNil || second.IsNil)
        {
            return default;
        }

        if (!first.IsNumber || !second.IsNumber)
        {
            var wrong = first.IsNumber ? second : first;
            throw source.Error(Position, LiquidErrorCode.Type, $"{Sign} needs numbers, not {LiquidComparison.TypeName(wrong)}");
        }

        try
        {
            return Compute(first, second);
        }
        catch (LiquidException fault) when (fault.Error.Line == 0)
        {
            throw new LiquidException(source.At(fault.Error, Position));
        }
    }

    private char Sign => operation switch
    {
        ExpressionOperator.Add => '+',
        ExpressionOperator.Subtract => '-',
        ExpressionOperator.Multiply => '*',
        _ => '/',
    };

    private LiquidValue Compute(LiquidValue first, LiquidValue second) => operation switch
    {
        ExpressionOperator.Add => NumberMath.Add(first, second),
        ExpressionOperator.Subtract => NumberMath.Subtract(first, second),
        ExpressionOperator.Multiply => NumberMath.Multiply(first, second),
        _ => second.Number == 0 ? default : NumberMath.DivideExactly(first, second),
    };
}

internal sealed class NotTerm(LiquidTerm operand, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context) => LiquidValue.From(!operand.Evaluate(context).IsTruthy);
}

/// <summary>and, or: a truth value, unlike in templates, and of the usual rank.</summary>
internal sealed class JunctionTerm(bool isAnd, LiquidTerm left, LiquidTerm right, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        context.Budget.Step();
        var first = left.Evaluate(context).IsTruthy;
        return LiquidValue.From(first == isAnd ? right.Evaluate(context).IsTruthy : first);
    }
}

internal sealed class ConditionalTerm(LiquidTerm condition, LiquidTerm then, LiquidTerm otherwise, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        context.Budget.Step();
        return condition.Evaluate(context).IsTruthy ? then.Evaluate(context) : otherwise.Evaluate(context);
    }
}

internal sealed class ItemTerm(LiquidTerm owner, LiquidTerm key, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        context.Budget.Step();
        var from = owner.Evaluate(context);
        var name = key.Evaluate(context);
        return name.TextOrNull is { } text ? MemberReader.Read(from, text, context) : MemberReader.Read(from, name, context);
    }
}

internal sealed class NowTerm(bool isDay, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        var now = LiquidDates.Now(context).Value;
        return isDay ? LiquidValue.From(DateOnly.FromDateTime(now.DateTime)) : LiquidValue.From(now);
    }
}

/// <summary>A part whose errors are given their place in the expression.</summary>
internal sealed class LocatedTerm(LiquidTerm inner, TemplateSource source, int position) : LiquidTerm(position)
{
    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        try
        {
            return inner.Evaluate(context);
        }
        catch (LiquidException fault) when (fault.Error.Line == 0 && !fault.Error.IsBudget)
        {
            throw new LiquidException(source.At(fault.Error, Position));
        }
    }
}
