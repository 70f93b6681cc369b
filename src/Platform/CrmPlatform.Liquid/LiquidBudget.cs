namespace CrmPlatform.Liquid;

/// <summary>
/// What is left of a render's limits. Every filter and loop pays from it before it works or allocates;
/// what cannot be paid ends the render with an error value.
/// </summary>
public sealed class LiquidBudget
{
    private const int StepsBetweenClockChecks = 512;

    /// <summary>What a text takes besides its letters: its header, rounding, and the mark of a safe one.</summary>
    private const int TextBytes = 56;

    /// <summary>What a render takes by itself, with the error that may end it: set aside, so that ending is always paid for.</summary>
    private const int RenderBytes = 8 * 1024;
    private readonly TimeProvider _clock;
    private readonly long _deadline;
    private readonly CancellationToken _cancellation;
    private long _steps;
    private long _clockCheckAt;
    private long _memory;
    private long _output;
    private int _depth;

    internal LiquidBudget(LiquidLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        _clock = clock;
        _cancellation = cancellation;
        _steps = limits.MaxSteps;
        _memory = limits.MaxMemoryBytes - RenderBytes;
        _output = limits.MaxOutputBytes;
        _depth = limits.MaxDepth;
        _clockCheckAt = _steps - StepsBetweenClockChecks;
        _deadline = Deadline(clock, limits.MaxTime);
    }

    /// <summary>Steps left.</summary>
    public long StepsLeft => _steps;

    /// <summary>Bytes of memory left.</summary>
    public long MemoryLeft => _memory;

    /// <summary>Bytes of output left, in UTF-8.</summary>
    public long OutputLeft => _output;

    internal TimeSpan TimeLeft
    {
        get
        {
            var ticks = _deadline - _clock.GetTimestamp();
            var seconds = Math.Clamp(ticks / (double)_clock.TimestampFrequency, 0, int.MaxValue / 1000.0);
            return TimeSpan.FromSeconds(seconds);
        }
    }

    /// <summary>Pays for one unit of work.</summary>
    public void Step()
    {
        if (--_steps < _clockCheckAt)
        {
            Check();
        }
    }

    /// <summary>Pays for several units of work at once.</summary>
    public void Step(long count)
    {
        _steps -= count;
        if (_steps < _clockCheckAt)
        {
            Check();
        }
    }

    /// <summary>Pays for handling so many characters.</summary>
    public void ChargeText(long length) => Step(1 + (length >> 6));

    /// <summary>Pays for memory. To be called before the memory is taken.</summary>
    public void ChargeMemory(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0)
        {
            throw new LiquidException(LiquidErrorCode.MemoryBudget, "Memory limits exceeded");
        }
    }

    /// <summary>Pays for a new text of this length.</summary>
    public void ChargeNewText(long length)
    {
        ChargeMemory((length * sizeof(char)) + TextBytes);
        ChargeText(length);
    }

    /// <summary>Pays for output, in UTF-8 bytes.</summary>
    public void ChargeOutput(long bytes)
    {
        _output -= bytes;
        if (_output < 0)
        {
            throw new LiquidException(LiquidErrorCode.OutputBudget, "Output limits exceeded");
        }
    }

    internal void Enter()
    {
        if (--_depth < 0)
        {
            throw new LiquidException(LiquidErrorCode.DepthBudget, "Nesting too deep");
        }
    }

    internal void Leave() => _depth++;

    private static long Deadline(TimeProvider clock, TimeSpan time)
    {
        var ticks = time.TotalSeconds * clock.TimestampFrequency;
        var now = clock.GetTimestamp();
        return ticks >= long.MaxValue - (double)now ? long.MaxValue : now + (long)ticks;
    }

    private void Check()
    {
        if (_steps < 0)
        {
            throw new LiquidException(LiquidErrorCode.StepBudget, "Step limits exceeded");
        }

        _cancellation.ThrowIfCancellationRequested();
        _clockCheckAt = _steps - StepsBetweenClockChecks;
        if (_clock.GetTimestamp() > _deadline)
        {
            throw new LiquidException(LiquidErrorCode.TimeBudget, "Time limits exceeded");
        }
    }
}
