using System.Globalization;

namespace CrmPlatform.Content.Writing;

/// <summary>Keeps the amount in the tenant's base currency, at the rate of the record's declared date.</summary>
internal static class MoneyRules
{
    public static async ValueTask ApplyAsync(IReadOnlyList<PendingChange> pending, WriteContext context, CancellationToken cancellationToken)
    {
        var rates = new Dictionary<(string Currency, DateOnly Day), decimal?>();
        foreach (var change in pending)
        {
            if (!change.Writes)
            {
                continue;
            }

            foreach (var field in change.Plan.Money)
            {
                if (change.Value(field.Id) is not Money money)
                {
                    continue;
                }

                if (NeedsBase(change, field, money, context))
                {
                    await SetBaseAsync(change, field, money, rates, context, cancellationToken);
                }
                else if (money.Base is null)
                {
                    change.After![field.Id] = change.Before![field.Id];
                }
            }
        }
    }

    private static bool NeedsBase(PendingChange change, PlannedField field, Money money, WriteContext context)
    {
        if (context.Raw)
        {
            return money.Base is null;
        }

        return change.IsCreate
            || change.Differs(field)
            || (field.Field.Definition.RateDate is { } date && !ValueEquality.Same(change.Before![date], change.Value(date)));
    }

    private static async ValueTask SetBaseAsync(
        PendingChange change, PlannedField field, Money money, Dictionary<(string Currency, DateOnly Day), decimal?> rates, WriteContext context, CancellationToken cancellationToken)
    {
        var baseCurrency = context.State.Settings.BaseCurrency;
        if (string.Equals(money.Currency, baseCurrency, StringComparison.OrdinalIgnoreCase))
        {
            change.After![field.Id] = money with { Base = money.Amount };
            return;
        }

        var day = DayOf(change, field, context);
        if (!rates.TryGetValue((money.Currency, day), out var rate))
        {
            rate = await context.Session.Tables.RateAsync(money.Currency, day, cancellationToken);
            rates.Add((money.Currency, day), rate);
        }

        if (rate is { } known)
        {
            var scale = field.Field.Definition.Scale ?? 2;
            change.After![field.Id] = money with { Base = Math.Round(money.Amount * known, scale, MidpointRounding.AwayFromZero) };
            return;
        }

        if (context.Raw)
        {
            return;
        }

        context.Refuse(change, GateErrors.NoRate.For(
            field.Id, ("field", field.Field.Label), ("currency", money.Currency), ("base", baseCurrency), ("date", day.ToString("O", CultureInfo.InvariantCulture))));
    }

    /// <summary>The declared date, or while that is empty the day of creation.</summary>
    private static DateOnly DayOf(PendingChange change, PlannedField field, WriteContext context)
    {
        var declared = field.Field.Definition.RateDate is { } date ? change.Value(date) : null;
        return (declared ?? change.Before?[SystemFields.CreatedAt]) switch
        {
            DateOnly day => day,
            DateTimeOffset instant => context.DayOf(instant),
            _ => context.Today,
        };
    }
}
