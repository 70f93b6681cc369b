using System.Globalization;
using CrmPlatform.Localization;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Shell;

/// <summary>
/// What a person chose: on this device, kept in a cookie of plain words (light or dark, a slim rail, a language), and for every
/// device, kept with the account (density).
/// </summary>
/// <param name="Language">The culture chosen here, or null: the account's or the tenant's.</param>
/// <param name="Theme">light, dark, or null: as the system.</param>
public sealed record Preferences(CultureInfo? Language, string? Theme, bool SlimRail, bool Compact)
{
    private const string CookieName = "crm.prefs";

    public static Preferences Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var cultures = http.RequestServices.GetRequiredService<ITexts>().Cultures;
        var values = (http.Request.Cookies[CookieName] ?? "").Split('.');
        return new Preferences(
            cultures.FirstOrDefault(c => c.Name == http.Request.Cookies[CultureMiddleware.Cookie]),
            values.FirstOrDefault(v => v is "light" or "dark"),
            values.Contains("slim", StringComparer.Ordinal),
            http.GetRequestActor()?.Account.Choices.Compact ?? false);
    }

    /// <summary>The chosen culture, else the given one; with a region, which formats need.</summary>
    public CultureInfo CultureOr(CultureInfo other)
    {
        var culture = Language ?? other;
        return culture.IsNeutralCulture ? CultureInfo.CreateSpecificCulture(culture.Name) : culture;
    }

    /// <summary>Keeps on this device what the form says of it.</summary>
    internal static void KeepHere(HttpContext http, IFormCollection form)
    {
        var now = Of(http);
        var theme = form["theme"].ToString() is { Length: > 0 } t ? t : now.Theme;
        var rail = form["rail"].ToString() is { Length: > 0 } r ? r == "slim" : now.SlimRail;
        string?[] words = [theme == "auto" ? null : theme, rail ? "slim" : null];
        http.Response.Cookies.Append(CookieName, string.Join('.', words.OfType<string>()), Lasting(http));
        if (!form.ContainsKey("language"))
        {
            return;
        }

        if (http.RequestServices.GetRequiredService<ITexts>().Cultures.FirstOrDefault(c => c.Name == form["language"].ToString()) is { } culture)
        {
            http.Response.Cookies.Append(CultureMiddleware.Cookie, culture.Name, Lasting(http));
        }
        else
        {
            http.Response.Cookies.Delete(CultureMiddleware.Cookie, Lasting(http));
        }
    }

    internal static CookieOptions Lasting(HttpContext http) => new()
    {
        Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
        MaxAge = TimeSpan.FromDays(400),
        SameSite = SameSiteMode.Lax,
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        IsEssential = true,
    };
}
