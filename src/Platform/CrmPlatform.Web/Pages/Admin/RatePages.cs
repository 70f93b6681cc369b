using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>Exchange rates and the form for another one.</summary>
/// <param name="Error">Field (currency, rate) and why it was refused, or null.</param>
public sealed record RatesData(IReadOnlyList<ExchangeRate> Rates, string Currency, string Rate, DateOnly From, (string Field, string Text)? Error);

/// <summary>What other currencies are worth in the base currency.</summary>
internal static class RatePages
{
    public const string Path = "/admin/rates";
    private const int Shown = 500;

    public static async Task<IResult> ShowAsync(PageContext page) =>
        page.View<RatesPage>(new RatesData(await RatesAsync(page), page.Request.Query["currency"].ToString(), page.Request.Query["rate"].ToString(), DayOf(page.Request.Query["from"]) ?? page.Today, null));

    public static async Task<IResult> SetAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var currency = form["currency"].ToString().Trim().ToUpperInvariant();
        var written = form["rate"].ToString().Trim();
        var from = DayOf(form["from"]) ?? page.Today;
        try
        {
            if (!Currencies.IsKnown(currency) || currency == page.Settings.BaseCurrency)
            {
                throw WebErrors.BadCurrency.With(("currency", currency), ("base", page.Settings.BaseCurrency));
            }

            var rate = NumberText.TryParse(written, page.Culture, out var number) && number > 0 ? number : throw WebErrors.BadRate.With(("rate", written));
            await page.Services.GetRequiredService<IExchangeRates>().SetAsync(page.Actor, currency, from, rate, page.Aborted);
            return page.Go(Path, new Flash(page.T("flash.saved")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            var field = error.Id == WebErrors.BadRate.Id ? "rate" : "currency";
            return page.View<RatesPage>(new RatesData(await RatesAsync(page), currency, written, from, (field, page.T(error))), StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>Takes a rate away; the toast leads to the form with it, to put it back.</summary>
    public static async Task<IResult> RemoveAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var (currency, from) = (form["currency"].ToString(), DayOf(form["from"]) ?? throw WebErrors.Malformed.With(("problem", form["from"])));
        if (await page.Services.GetRequiredService<IExchangeRates>().RemoveAsync(page.Actor, currency, from, page.Aborted) is not { } rate)
        {
            return page.Go(Path);
        }

        var back = $"{Path}?currency={currency}&from={form["from"]}&rate={Uri.EscapeDataString(rate.ToString(page.Culture))}";
        return page.Go(Path, new Flash(page.T("rates.removed", ("currency", currency), ("day", Moments.Day(page, from))), Link: back, LinkText: page.T("rates.put-back")));
    }

    private static DateOnly? DayOf(string? written) =>
        DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Task<IReadOnlyList<ExchangeRate>> RatesAsync(PageContext page) =>
        page.Services.GetRequiredService<IExchangeRates>().ListAsync(Shown, page.Aborted);
}
