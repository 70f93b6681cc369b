using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>The stable ids of what can be wrong with a template or an expression.</summary>
public enum LiquidErrorCode
{
    /// <summary>The template cannot be read.</summary>
    Syntax,

    /// <summary>There is no tag of that name.</summary>
    UnknownTag,

    /// <summary>There is no filter of that name.</summary>
    UnknownFilter,

    /// <summary>There is no variable or member of that name.</summary>
    UnknownVariable,

    /// <summary>A filter or a tag was given something it cannot use.</summary>
    Argument,

    /// <summary>Values of these types cannot be compared or computed with.</summary>
    Type,

    /// <summary>A division by 0.</summary>
    ZeroDivision,

    /// <summary>A number or a range is larger than the engine holds.</summary>
    Range,

    /// <summary>There is no partial of that name.</summary>
    PartialNotFound,

    /// <summary>An <c>include</c> inside a <c>render</c>.</summary>
    PartialNotAllowed,

    /// <summary>A deferred value was met in a render that cannot wait.</summary>
    AsyncRequired,

    /// <summary>The source is longer, deeper or larger than the parser accepts.</summary>
    TooComplex,

    /// <summary>The steps are used up.</summary>
    StepBudget,

    /// <summary>The output would be longer than allowed.</summary>
    OutputBudget,

    /// <summary>The memory is used up.</summary>
    MemoryBudget,

    /// <summary>Partials or values are nested too deep.</summary>
    DepthBudget,

    /// <summary>The time is used up.</summary>
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

    /// <summary>The message with the partial and the place.</summary>
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
    /// <summary>An error with its place.</summary>
    public LiquidException(LiquidError error) : base(error.ToString()) => Error = error;

    /// <summary>An error whose place the engine fills in.</summary>
    public LiquidException(LiquidErrorCode code, string message) : this(new LiquidError(code, message))
    {
    }

    /// <summary>A syntax error without a message of its own.</summary>
    public LiquidException() : this(LiquidErrorCode.Syntax, "invalid template")
    {
    }

    /// <summary>An error of an argument; the engine fills in the place.</summary>
    public LiquidException(string message) : this(LiquidErrorCode.Argument, message)
    {
    }

    /// <summary>An error of an argument with what caused it.</summary>
    public LiquidException(string message, Exception innerException) : base(message, innerException) =>
        Error = new LiquidError(LiquidErrorCode.Argument, message);

    /// <summary>What is wrong, and where.</summary>
    public LiquidError Error { get; }
}
