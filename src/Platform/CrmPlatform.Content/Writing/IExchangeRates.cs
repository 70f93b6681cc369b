using CrmPlatform.Data;

namespace CrmPlatform.Content;

/// <summary>Rates of currencies to the tenant's base currency, from which the base amounts of money fields are reckoned.</summary>
public interface IExchangeRates
{
    /// <summary>The latest rate at or before a day: what one unit of the currency is worth in the base currency; null when there is none.</summary>
    Task<decimal?> FindAsync(string currency, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Rates by currency, the newest of each first.</summary>
    Task<IReadOnlyList<ExchangeRate>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Sets the rate from a day on. Records that were saved before keep their base amounts.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>platform.forbidden</c></exception>
    Task SetAsync(Actor actor, string currency, DateOnly from, decimal rate, CancellationToken cancellationToken);

    /// <summary>Takes away what was set from a day on; records keep their base amounts.</summary>
    /// <returns>What it was, or null: there was none.</returns>
    Task<decimal?> RemoveAsync(Actor actor, string currency, DateOnly from, CancellationToken cancellationToken);
}
