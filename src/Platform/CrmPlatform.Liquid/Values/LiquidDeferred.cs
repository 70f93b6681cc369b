namespace CrmPlatform.Liquid;

internal sealed class LiquidDeferred(Func<CancellationToken, ValueTask<LiquidValue>> fetch)
{
    public ValueTask<LiquidValue> FetchAsync(CancellationToken cancellationToken) => fetch(cancellationToken);
}
