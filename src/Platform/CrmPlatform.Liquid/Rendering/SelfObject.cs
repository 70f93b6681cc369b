namespace CrmPlatform.Liquid;

/// <summary>
/// The word <c>self</c>: the variables that are seen from the template, or the rendered partial, in which it was read,
/// as they are when a member is read. Handed to a partial, it goes on seeing the caller's.
/// </summary>
internal sealed class SelfObject(LiquidRenderContext context, Scope scope) : ILiquidObject
{
    public const string Word = "self";

    public bool TryGet(string name, out LiquidValue value) => context.TryLookup(name, scope, out value);
}
