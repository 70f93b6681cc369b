namespace CrmPlatform.Liquid;

/// <summary>
/// One step of a program. Steps jump by position rather than call each other, so nesting in a template costs no
/// stack, and a render can stop at any step to wait for a value and go on from there. A step that meets a
/// deferred value is run again, so it evaluates everything before it changes anything.
/// </summary>
internal abstract class Step(int position)
{
    public int Position => position;

    /// <summary>Where a forgiving render goes on after an error in this step; the next step unless a tag says otherwise.</summary>
    public int OnError { get; set; } = -1;

    /// <summary>Part of a tag that writes nothing: Shopify's lax mode does not show its errors either.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Runs the step and gives the position of the next one.</summary>
    public abstract int Execute(LiquidRenderContext context, int at);
}

internal sealed class LiquidProgram(Step[] steps, TemplateSource source)
{
    public Step[] Steps => steps;

    public TemplateSource Source => source;
}

internal sealed class ProgramBuilder
{
    private readonly List<Step> _steps = [];

    public int Next => _steps.Count;

    public bool IsQuiet { get; set; }

    public T Add<T>(T step)
        where T : Step
    {
        step.IsQuiet = IsQuiet;
        _steps.Add(step);
        return step;
    }

    public LiquidProgram Build(TemplateSource source) => new([.. _steps], source);
}

internal sealed class JumpStep(int position) : Step(position)
{
    public int Target { get; set; }

    public override int Execute(LiquidRenderContext context, int at) => Target;
}

/// <summary>Goes on when the condition holds (or, for unless, does not), else jumps.</summary>
internal sealed class BranchStep(LiquidTerm condition, bool expected, int position) : Step(position)
{
    public int Otherwise { get; set; }

    public override int Execute(LiquidRenderContext context, int at) =>
        condition.Evaluate(context).IsTruthy == expected ? at + 1 : Otherwise;
}
