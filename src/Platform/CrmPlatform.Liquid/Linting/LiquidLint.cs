namespace CrmPlatform.Liquid;

/// <summary>A name that a template uses, and where: lines and columns count from 1.</summary>
public readonly record struct LiquidUse(string Name, int Line, int Column);

/// <summary>What a template uses, and what is wrong with that.</summary>
/// <param name="Variables">The variables it expects from outside, as paths; [] stands for a computed part.</param>
/// <param name="Locals">The variables it sets itself.</param>
/// <param name="Filters">The filters, one entry for each use.</param>
/// <param name="Partials">The partials; a computed name is written as its source.</param>
/// <param name="Problems">Names that the declared shape does not have. Empty when no shape was given.</param>
public sealed record LiquidLint(
    IReadOnlyList<LiquidUse> Variables, IReadOnlyList<string> Locals, IReadOnlyList<LiquidUse> Filters,
    IReadOnlyList<LiquidUse> Partials, IReadOnlyList<LiquidError> Problems);

public sealed partial class LiquidTemplate
{
    /// <summary>
    /// Lists what the template uses and checks it against the names it may use. Partials are not entered: each is
    /// linted on its own. After an include, whose partial may set variables, unknown variables are not reported.
    /// </summary>
    public LiquidLint Lint(LiquidShape? shape = null)
    {
        var linter = new Linter(_source, shape);
        linter.Visit(_body);
        return linter.Report();
    }
}
