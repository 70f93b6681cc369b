namespace CrmPlatform.Liquid;

/// <summary>How much one parse and one render may use. Reaching a limit is an error value, never a dead process.</summary>
public sealed record LiquidLimits
{
    /// <summary>The limits of a host that names none.</summary>
    public static LiquidLimits Default { get; } = new();

    /// <summary>Longest source, in UTF-16 units.</summary>
    public int MaxSourceLength { get; init; } = 1_000_000;

    /// <summary>
    /// Deepest nesting of block tags, and of brackets within an expression. The parser goes down by recursion: where
    /// the stack of the thread is at its end before that depth, it is the same error.
    /// </summary>
    public int MaxNesting { get; init; } = 100;

    /// <summary>Most tags, outputs, filters and names in one template.</summary>
    public int MaxNodes { get; init; } = 100_000;

    /// <summary>Units of work: about one per tag run, name read, item visited, or 64 characters handled.</summary>
    public long MaxSteps { get; init; } = 2_000_000;

    /// <summary>Bytes of output, counted in UTF-8.</summary>
    public long MaxOutputBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes that a render may allocate in all, freed or not: filters, captures, loops, the output's buffer and its
    /// text (up to six bytes for each letter written), and 8 KB for the render itself.
    /// </summary>
    public long MaxMemoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Deepest chain of partials.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Longest time, measured by the clock's timestamps.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(5);
}
