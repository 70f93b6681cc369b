namespace CrmPlatform.Liquid;

/// <summary>Something a render is inside of: a loop, a capture, a partial. Kept as a list, not on the stack.</summary>
internal abstract class Frame
{
    public Frame? Outer { get; set; }

    /// <summary>Variables further out are not visible from here.</summary>
    public virtual bool IsIsolated => false;

    public virtual bool TryGet(string name, out LiquidValue value)
    {
        value = default;
        return false;
    }

    /// <summary>
    /// Called when break or continue passes through. The frame ends itself, or says where to go on.
    /// </summary>
    public virtual int? Interrupt(LiquidRenderContext context, bool isBreak)
    {
        context.Pop();
        return null;
    }
}

/// <summary>What is private to a template and to each partial brought in by render.</summary>
internal sealed class Scope(ILiquidObject? data)
{
    private const int TableBytes = 400;
    private Dictionary<string, LiquidValue>? _locals;
    private SelfObject? _self;

    public Dictionary<string, LiquidValue>? Counters { get; private set; }

    public Dictionary<string, int>? LoopEnds { get; private set; }

    public Dictionary<string, int>? Cycles { get; private set; }

    public string LastChanged { get; set; } = string.Empty;

    public bool TryGet(string name, LiquidRenderContext context, out LiquidValue value)
    {
        if ((_locals is not null && _locals.TryGetValue(name, out value)) || (Counters is not null && Counters.TryGetValue(name, out value)))
        {
            return true;
        }

        if (data is not null && data.TryGet(name, out value))
        {
            value = value.AsDeferred is { } deferred ? context.Fetched(data, name, deferred) : value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The same object each time, so that it is equal to itself.</summary>
    public SelfObject Self(LiquidRenderContext context)
    {
        if (_self is null)
        {
            context.Budget.ChargeMemory(32);
            _self = new SelfObject(context, this);
        }

        return _self;
    }

    public void Set(string name, LiquidValue value, LiquidBudget budget)
    {
        budget.ChargeMemory(_locals is null ? TableBytes : 96);
        (_locals ??= new Dictionary<string, LiquidValue>(StringComparer.Ordinal))[name] = value;
    }

    /// <summary>The counter's value, from 0 on; data of the same name is another thing.</summary>
    public decimal Counter(string name) => Counters is not null && Counters.TryGetValue(name, out var counted) ? counted.Number : 0;

    public void SetCounter(string name, decimal value, LiquidBudget budget)
    {
        budget.ChargeMemory(Counters is null ? TableBytes : 64);
        (Counters ??= new Dictionary<string, LiquidValue>(StringComparer.Ordinal))[name] = LiquidValue.Integer(value);
    }

    public void SetLoopEnd(string name, int end, LiquidBudget budget)
    {
        budget.ChargeMemory(LoopEnds is null ? TableBytes : 112);
        (LoopEnds ??= new Dictionary<string, int>(StringComparer.Ordinal))[name] = end;
    }

    public void SetCycle(string name, int next, LiquidBudget budget)
    {
        budget.ChargeMemory(Cycles is null ? TableBytes : 112);
        (Cycles ??= new Dictionary<string, int>(StringComparer.Ordinal))[name] = next;
    }
}
