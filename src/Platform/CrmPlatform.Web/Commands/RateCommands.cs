using System.CommandLine;
using CrmPlatform.Content;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Commands;

/// <summary><c>rate set CURRENCY RATE [--from DATE]</c>: what one unit is worth in the tenant's base currency.</summary>
internal static class RateCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var currency = new Argument<string>("currency") { Description = texts["cli.rate.currency"] };
        var rate = new Argument<decimal>("rate") { Description = texts["cli.rate.rate"] };
        var from = new Option<DateOnly?>("--from") { Description = texts["cli.rate.from"], HelpName = "YYYY-MM-DD" };
        var put = new Command("set", texts["cli.rate.set"]) { currency, rate, from };
        put.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => RunAsync(context, parse.GetRequiredValue(currency), parse.GetRequiredValue(rate), parse.GetValue(from), token),
            ct));
        return new Command("rate", texts["cli.rate"]) { put };
    }

    private static async Task<int> RunAsync(CommandContext context, string currency, decimal rate, DateOnly? from, CancellationToken cancellationToken)
    {
        if (rate <= 0)
        {
            throw WebErrors.BadRate.With(("rate", rate));
        }

        var settings = (await context.Get<ITenantStates>().GetAsync(cancellationToken)).Settings;
        var day = from ?? Today(context.Get<TimeProvider>(), settings);
        var code = currency.Trim().ToUpperInvariant();
        await context.Get<IExchangeRates>().SetAsync(context.Actor, code, day, rate, cancellationToken);
        await context.Out.WriteLineAsync(context.Text(
            "cli.rate.done", ("currency", code), ("rate", rate), ("base", settings.BaseCurrency), ("day", day.ToString("d", context.Culture))));
        return ExitCodes.Done;
    }

    private static DateOnly Today(TimeProvider time, TenantSettings settings) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone)).DateTime);
}
