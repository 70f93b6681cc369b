using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>The stable ids of what can be wrong with a template or an expression.</summary>
public enum LiquidErrorCode
{
    Syntax,
    UnknownTag,
    UnknownFilter,
    UnknownVariable,
    Argument,
    Type,
    ZeroDivision,
    Range,
    PartialNotFound,
    PartialNotAllowed,

    /// <summary>A deferred value was met in a render that cannot wait.</summary>
    AsyncRequired,

    /// <summary>The source is longer, deeper or larger than the parser accepts.</summary>
    TooComplex,

    StepBudget,
    OutputBudget,
    MemoryBudget,
    DepthBudget,
    TimeBudget,
}

/// <summary>What is wrong, and where: lines and columns count from 1; 0 means that the place is not known.</summary>
/// <param name="Code">The stable id.</param>
/// <param name="Message">One English sentence for the author of the template.</param>
/// <param name="Line">The line in the template named by <paramref name="Template"/>.</param>
/// <param name="Column">The column, in UTF-16 units.</param>
/// <param name="Template">The name of the partial, or null for the template itself.</param>
/// <param name="Suggestion">The nearest name that is known, when an unknown one was used.</param>
public sealed record LiquidError(
    LiquidErrorCode Code, string Message, int Line = 0, int Column = 0, string? Template = null, string? Suggestion = null)
{
    /// <summary>The render used up what it was given; no mode goes on after that.</summary>
    public bool IsBudget => Code >= LiquidErrorCode.StepBudget;

    public override string ToString()
    {
        var place = Line == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" (line {Line}, column {Column})");
        var file = Template is null ? string.Empty : $" in '{Template}'";
        return $"{Message}{file}{place}";
    }
}

/// <summary>The only exception the engine throws for a template at fault. Rendering gives it back as a value instead.</summary>
public sealed class LiquidException : Exception
{
    public LiquidException(LiquidError error) : base(error.ToString()) => Error = error;

    public LiquidException(LiquidErrorCode code, string message) : this(new LiquidError(code, message))
    {
    }

    public LiquidException() : this(LiquidErrorCode.Syntax, "invalid template")
    {
    }

    public LiquidException(string message) : this(LiquidErrorCode.Argument, message)
    {
    }

    public LiquidException(string message, Exception innerException) : base(message, innerException) =>
        Error = new LiquidError(LiquidErrorCode.Argument, message);

    public LiquidError Error { get; }
}
