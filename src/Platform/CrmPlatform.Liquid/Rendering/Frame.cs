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
    private ChargedTable<LiquidValue>? _locals;
    private ChargedTable<LiquidValue>? _counters;
    private ChargedTable<int>? _loopEnds;
    private ChargedTable<int>? _cycles;
    private SelfObject? _self;

    public string LastChanged { get; set; } = string.Empty;

    public bool TryGet(string name, LiquidRenderContext context, out LiquidValue value)
    {
        if ((_locals is not null && _locals.TryGetValue(name, out value)) || (_counters is not null && _counters.TryGetValue(name, out value)))
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

    public void Set(string name, LiquidValue value, LiquidBudget budget) => (_locals ??= new()).Set(name, value, budget);

    /// <summary>The counter's value, from 0 on; data of the same name is another thing.</summary>
    public decimal Counter(string name) => _counters is not null && _counters.TryGetValue(name, out var counted) ? counted.Number : 0;

    public void SetCounter(string name, decimal value, LiquidBudget budget) => (_counters ??= new()).Set(name, LiquidValue.Integer(value), budget);

    /// <summary>Where the last loop of this name ended; 0 when there was none.</summary>
    public int LoopEnd(string name) => _loopEnds is not null && _loopEnds.TryGetValue(name, out var end) ? end : 0;

    public void SetLoopEnd(string name, int end, LiquidBudget budget) => (_loopEnds ??= new()).Set(name, end, budget);

    /// <summary>Whose turn it is in a cycle.</summary>
    public int Cycle(string name) => _cycles is not null && _cycles.TryGetValue(name, out var next) ? next : 0;

    public void SetCycle(string name, int next, LiquidBudget budget) => (_cycles ??= new()).Set(name, next, budget);
}
