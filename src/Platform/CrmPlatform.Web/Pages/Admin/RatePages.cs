using System.Globalization;
using CrmPlatform.Content;
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
    private const int Shown = 500;

    public static async Task<IResult> ShowAsync(PageContext page) =>
        page.View<RatesPage>(new RatesData(await RatesAsync(page), page.Request.Query["currency"].ToString(), "", page.Today, null));

    public static async Task<IResult> SetAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var currency = form["currency"].ToString().Trim().ToUpperInvariant();
        var written = form["rate"].ToString().Trim();
        var from = DateOnly.TryParseExact(form["from"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : page.Today;
        try
        {
            if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper) || currency == page.Settings.BaseCurrency)
            {
                throw WebErrors.BadCurrency.With(("currency", currency), ("base", page.Settings.BaseCurrency));
            }

            var rate = decimal.TryParse(written, NumberStyles.Number, page.Culture, out var number) && number > 0 ? number : throw WebErrors.BadRate.With(("rate", written));
            await page.Services.GetRequiredService<IExchangeRates>().SetAsync(page.Actor, currency, from, rate, page.Aborted);
            return page.Go("/admin/rates", new Flash(page.T("flash.saved")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            var field = error.Id == WebErrors.BadRate.Id ? "rate" : "currency";
            return page.View<RatesPage>(new RatesData(await RatesAsync(page), currency, written, from, (field, page.T(error))), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static Task<IReadOnlyList<ExchangeRate>> RatesAsync(PageContext page) =>
        page.Services.GetRequiredService<IExchangeRates>().ListAsync(Shown, page.Aborted);
}
