namespace CrmPlatform.Liquid;

/// <summary>A value written in a template: a literal, a path, a range, with or without filters. Immutable.</summary>
public abstract class LiquidTerm
{
    private protected LiquidTerm(int position) => Position = position;

    internal int Position { get; }

    /// <summary>The value in this render.</summary>
    public abstract LiquidValue Evaluate(LiquidRenderContext context);
}

internal sealed class LiteralTerm(LiquidValue value, int position) : LiquidTerm(position)
{
    public static readonly LiteralTerm Nil = new(LiquidValue.Nil, 0);

    public LiquidValue Value => value;

    public override LiquidValue Evaluate(LiquidRenderContext context) => value;
}

/// <summary>One step of a path: a name, or a key that is itself computed. A bracketed name reads members only, not size, first and last.</summary>
internal readonly record struct PathStep(string? Name, LiquidTerm? Key, bool IsBracketed = false);

internal sealed class PathTerm(PathStep root, PathStep[] steps, int position) : LiquidTerm(position)
{
    public PathStep Root => root;

    public PathStep[] Steps => steps;

    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        context.Budget.Step();
        if ((root.Name ?? Key(root.Key!, context).TextOrNull) is not { } name)
        {
            return default;
        }

        var found = context.TryLookup(name, out var value);
        if (!found && context.Options.StrictVariables)
        {
            throw LiquidRenderContext.UnknownVariable(name);
        }

        foreach (ref readonly var step in steps.AsSpan())
        {
            context.Budget.Step();
            value = step.Name is { } member ? Member(value, member, step.IsBracketed, context) : MemberReader.Read(value, Key(step.Key!, context), context);
        }

        return value;
    }

    /// <summary>Keys may be nested: where a template was parsed there was stack for that, where it is rendered there may be less.</summary>
    private static LiquidValue Key(LiquidTerm key, LiquidRenderContext context)
    {
        StackGuard.Check();
        return key.Evaluate(context);
    }

    private static LiquidValue Member(LiquidValue value, string name, bool isBracketed, LiquidRenderContext context)
    {
        var member = isBracketed ? MemberReader.ReadMember(value, name, context) : MemberReader.Read(value, name, context);
        if (member.IsNil && context.Options.StrictVariables && !MemberReader.Exists(value, name, isBracketed))
        {
            throw LiquidRenderContext.UnknownVariable(name);
        }

        return member;
    }
}

internal sealed class RangeTerm(LiquidTerm first, LiquidTerm last, int position) : LiquidTerm(position)
{
    public LiquidTerm First => first;

    public LiquidTerm Last => last;

    private readonly bool _isFixed = first is LiteralTerm && last is LiteralTerm;

    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        StackGuard.Check();
        context.Budget.ChargeMemory(48);
        return LiquidRange.Create(Bound(first, context), Bound(last, context));
    }

    /// <summary>As in Shopify, a fraction is cut off a range that is written out, and is an error where a variable takes part.</summary>
    private decimal Bound(LiquidTerm term, LiquidRenderContext context)
    {
        var value = term.Evaluate(context);
        return value.IsNumber && !_isFixed
            ? value.ToInteger()
            : value.IsNil || value.IsNumber || value.IsText
            ? NumberMath.Whole(value.ToNumber().Number)
            : throw LiquidRenderContext.Fault("invalid integer");
    }
}

internal sealed class FilteredTerm(LiquidTerm input, FilterCall[] filters) : LiquidTerm(input.Position)
{
    public LiquidTerm Input => input;

    public FilterCall[] Filters => filters;

    public override LiquidValue Evaluate(LiquidRenderContext context)
    {
        var value = input.Evaluate(context);
        foreach (var filter in filters)
        {
            value = filter.Invoke(value, context);
        }

        return value;
    }
}
