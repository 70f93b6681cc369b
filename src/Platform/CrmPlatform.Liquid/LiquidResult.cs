namespace CrmPlatform.Liquid;

/// <summary>What a render came to.</summary>
/// <param name="Text">The output; what was written before the error, if one ended the render. Empty when the output went to a writer.</param>
/// <param name="Error">What ended the render early, or null.</param>
/// <param name="Errors">Every error, including those that lax mode wrote into the output and went on from.</param>
public sealed record LiquidResult(string Text, LiquidError? Error, IReadOnlyList<LiquidError> Errors)
{
    /// <summary>Nothing went wrong.</summary>
    public bool Succeeded => Errors.Count == 0;

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
