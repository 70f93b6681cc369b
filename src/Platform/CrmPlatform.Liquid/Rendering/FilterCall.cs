using System.Runtime.CompilerServices;

namespace CrmPlatform.Liquid;

/// <summary>A filter as one place of a template calls it.</summary>
internal sealed class FilterCall(LiquidFilterDefinition filter, LiquidTerm[] arguments, string[] names, LiquidTerm[] named, int position)
{
    private const int Inline = 4;

    public LiquidFilterDefinition Filter => filter;

    public LiquidTerm[] Arguments => arguments;

    public LiquidTerm[] Named => named;

    public int Position => position;

    public LiquidValue Invoke(LiquidValue input, LiquidRenderContext context)
    {
        context.Budget.Step();
        if (arguments.Length < filter.MinArguments || arguments.Length > filter.MaxArguments)
        {
            throw LiquidRenderContext.Fault(filter.CountMessage(arguments.Length));
        }

        var count = arguments.Length + named.Length;
        if (count == 0)
        {
            return filter.Run(input, default, context);
        }

        ArgumentBuffer buffer = default;
        Span<LiquidValue> values = count <= Inline ? buffer : Allocate(count, context);
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Evaluate(context);
        }

        for (var i = 0; i < named.Length; i++)
        {
            values[arguments.Length + i] = named[i].Evaluate(context);
        }

        var given = new LiquidArguments(values[..arguments.Length], values.Slice(arguments.Length, named.Length), names);
        return filter.Run(input, given, context);
    }

    private static LiquidValue[] Allocate(int count, LiquidRenderContext context)
    {
        context.Budget.ChargeMemory(count * 24L);
        return new LiquidValue[count];
    }

    [InlineArray(Inline)]
    private struct ArgumentBuffer
    {
        private LiquidValue _first;
    }
}
