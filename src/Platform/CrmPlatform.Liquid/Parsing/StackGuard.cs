using System.Runtime.CompilerServices;

namespace CrmPlatform.Liquid;

/// <summary>
/// Ends a recursion as an error before the stack of the thread ends: the limits bound the depth, but how much of it a
/// thread can hold is the host's affair.
/// </summary>
internal static class StackGuard
{
    public static void Check()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new LiquidException(LiquidErrorCode.DepthBudget, "Nesting too deep");
        }
    }

    public static void Check(TemplateSource source, int position)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw source.Error(position, LiquidErrorCode.TooComplex, "Nesting too deep");
        }
    }
}
