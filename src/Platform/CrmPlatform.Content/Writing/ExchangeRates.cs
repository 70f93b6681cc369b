using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

internal sealed class ExchangeRates(ITenantDatabase database) : IExchangeRates
{
    public async Task<decimal?> FindAsync(string currency, DateOnly day, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.RateAsync(currency, day, cancellationToken);
    }

    public async Task<IReadOnlyList<ExchangeRate>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.RatesAsync(limit, cancellationToken);
    }

    public async Task SetAsync(Actor actor, string currency, DateOnly from, decimal rate, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        Demand(actor);
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        await session.Tables.SetRateAsync(currency, from, rate, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<decimal?> RemoveAsync(Actor actor, string currency, DateOnly from, CancellationToken cancellationToken)
    {
        Demand(actor);
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        var removed = await session.Tables.RemoveRateAsync(currency, from, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return removed;
    }

    private static void Demand(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!actor.Can(Permission.RatesManage))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.RatesManage));
        }
    }
}
