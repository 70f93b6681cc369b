using System.Globalization;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using Microsoft.Net.Http.Headers;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// The language of a request as far as it tells by itself: the cookie, else Accept-Language, else English. Whoever is signed
/// in, and the tenant, have their say later.
/// </summary>
public sealed class CultureMiddleware(RequestDelegate next, ITexts texts)
{
    /// <summary>Cookie with the name of the culture that a person without an account chose.</summary>
    public const string Cookie = "crm.culture";

    private static readonly object _silent = new();

    public Task InvokeAsync(HttpContext context)
    {
        var chosen = OfCookie(context.Request) ?? OfHeader(context.Request);
        if (chosen is null)
        {
            context.Items[_silent] = true;
        }

        RequestCulture.Set(context, chosen ?? texts.Cultures[0]);
        return next(context);
    }

    /// <summary>True when the request itself asked for no language that we know.</summary>
    public static bool IsSilent(HttpContext context) => context.Items.ContainsKey(_silent);

    /// <summary>The catalogue's culture for a name such as <c>ru-RU</c>; null when there is none.</summary>
    public CultureInfo? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        var language = name.Split('-')[0];
        return texts.Cultures.FirstOrDefault(c => c.TwoLetterISOLanguageName.Equals(language, StringComparison.OrdinalIgnoreCase));
    }

    private CultureInfo? OfCookie(HttpRequest request) => Find(request.Cookies[Cookie]);

    private CultureInfo? OfHeader(HttpRequest request) => Wanted(request).Select(Find).FirstOrDefault(c => c is not null);

    /// <summary>The currency (ISO 4217) of the country that the browser names with a language, or of the one where it is mostly spoken.</summary>
    public static string CurrencyOf(HttpRequest request, CultureInfo language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var countries = Wanted(request).Where(w => w.Contains('-', StringComparison.Ordinal) && w.Split('-')[0].Equals(language.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase));
        foreach (var name in countries.Append(CultureInfo.CreateSpecificCulture(language.TwoLetterISOLanguageName).Name))
        {
            try
            {
                if (new RegionInfo(name).ISOCurrencySymbol is { } currency && Currencies.IsKnown(currency))
                {
                    return currency;
                }
            }
            catch (ArgumentException)
            {
                // A tag of a language and no country, or of none that there is.
            }
        }

        return TenantSettings.Default.BaseCurrency;
    }

    /// <summary>Names of languages, the dearest first.</summary>
    private static IEnumerable<string> Wanted(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted)
            ? wanted.OrderByDescending(w => w.Quality ?? 1).Select(w => w.Value.Value ?? "")
            : [];
}
