namespace CrmPlatform.Liquid;

public sealed partial class LiquidRenderContext
{
    internal bool TryLookup(string name, out LiquidValue value)
    {
        for (var frame = _frame; frame is not null; frame = frame.Outer)
        {
            if (frame.TryGet(name, out value))
            {
                value = Settle(value);
                return true;
            }

            if (frame.IsIsolated)
            {
                break;
            }
        }

        return TryLookupOutside(Scope, name, out value);
    }

    /// <summary>As seen from a scope further out: what lies between it and here is passed over.</summary>
    internal bool TryLookup(string name, Scope scope, out LiquidValue value)
    {
        var current = Scope;
        for (var frame = _frame; frame is not null; frame = frame.Outer)
        {
            if (ReferenceEquals(current, scope))
            {
                if (frame.TryGet(name, out value))
                {
                    value = Settle(value);
                    return true;
                }

                if (frame.IsIsolated)
                {
                    break;
                }
            }

            current = frame is CallFrame call ? call.CallerScope : current;
        }

        return TryLookupOutside(scope, name, out value);
    }

    internal static LiquidException UnknownVariable(string name) =>
        new(LiquidErrorCode.UnknownVariable, $"undefined variable {Nearest.Short(name)}");

    /// <summary>The forloop a new loop is nested in, if any.</summary>
    internal void TryLookupLoop(out LiquidValue loop)
    {
        for (var frame = _frame; frame is { IsIsolated: false }; frame = frame.Outer)
        {
            if (frame is LoopFrame && frame.TryGet("forloop", out loop))
            {
                return;
            }
        }

        loop = default;
    }

    /// <summary>A variable of no loop or partial under way: assigned, counted, of the data or the globals, or <c>self</c>.</summary>
    private bool TryLookupOutside(Scope scope, string name, out LiquidValue value)
    {
        if (scope.TryGet(name, this, out value))
        {
            value = Settle(value);
            return true;
        }

        if (_input.Globals is { } globals && globals.TryGet(name, out value))
        {
            value = value.AsDeferred is { } deferred ? Fetched(globals, name, deferred) : value;
            return true;
        }

        if (name is SelfObject.Word)
        {
            value = LiquidValue.From(scope.Self(this));
            return true;
        }

        return false;
    }
}
