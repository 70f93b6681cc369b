using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace CrmPlatform.Web.Shell;

/// <summary>What a page says about the request before it, in a toast.</summary>
/// <param name="Act">The act that can be undone from the toast, or null.</param>
/// <param name="Job">Work that still runs: the toast asks for its progress each second.</param>
/// <param name="Link">A page to open, or null.</param>
/// <param name="Error">Id of the error that the text tells of, or null.</param>
/// <param name="Offer">What may be done next, by one press of a button.</param>
public sealed record Flash(
    string Text, long? Act = null, string? Link = null, string? LinkText = null, bool Bad = false, string? Error = null, long? Job = null, FlashOffer? Offer = null);

/// <summary>Some buttons of which one is pressed, or none.</summary>
/// <param name="Path">Where they are sent, below the tenant's root.</param>
/// <param name="Input">The name that their values have in the form.</param>
public sealed record FlashOffer(string Question, string Path, string Input, IReadOnlyList<FlashChoice> Choices);

/// <param name="Key">Presses it, or null.</param>
public sealed record FlashChoice(string Value, string Text, string? Key = null);

/// <summary>Carries a <see cref="Flash"/> over one redirect, in a protected cookie.</summary>
internal sealed class Flashes(IDataProtectionProvider protection)
{
    private const string CookieName = "crm.flash";

    private IDataProtector Protector => protection.CreateProtector("CrmPlatform.Web.Flash");

    public void Leave(HttpContext http, Flash flash) =>
        http.Response.Cookies.Append(CookieName, Protector.Protect(JsonSerializer.Serialize(flash)), Options(http));

    public Flash? Take(HttpContext http)
    {
        if (http.Request.Cookies[CookieName] is not { Length: > 0 } cookie)
        {
            return null;
        }

        http.Response.Cookies.Delete(CookieName, Options(http));
        try
        {
            return JsonSerializer.Deserialize<Flash>(Protector.Unprotect(cookie));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Of another tenant, or older than the key ring: nothing worth saying.
            return null;
        }
    }

    private static CookieOptions Options(HttpContext http) => new()
    {
        Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
        MaxAge = TimeSpan.FromMinutes(2),
        SameSite = SameSiteMode.Lax,
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        IsEssential = true,
    };
}

/// <summary>Instants in words.</summary>
public static class Moments
{
    public static string Relative(PageContext page, DateTimeOffset at)
    {
        var passed = page.Now - at;
        var local = TimeZoneInfo.ConvertTime(at, page.Zone);
        if (passed >= TimeSpan.Zero && passed < TimeSpan.FromMinutes(1))
        {
            return page.T("when.now");
        }

        if (passed > TimeSpan.Zero && passed < TimeSpan.FromHours(1))
        {
            return page.Plural("when.minutes", (long)passed.TotalMinutes);
        }

        return $"{Day(page, DateOnly.FromDateTime(local.DateTime))}, {local.ToString("t", page.Culture)}";
    }

    /// <summary>A day: today, yesterday, tomorrow, a weekday within a week, else the date.</summary>
    public static string Day(PageContext page, DateOnly day)
    {
        var distance = day.DayNumber - page.Today.DayNumber;
        return distance switch
        {
            0 => page.T("when.today"),
            -1 => page.T("when.yesterday"),
            1 => page.T("when.tomorrow"),
            > -7 and < 0 => page.Plural("when.days-ago", -distance),
            > 0 and < 7 => Capital(day.ToString("dddd", page.Culture), page.Culture),
            _ => day.ToString(ShortDay(page, day), page.Culture),
        };
    }

    /// <summary>A day of the calendar as a filter has it in ISO form: "5 November"; other words as they are.</summary>
    public static string Date(PageContext page, string iso) =>
        IsDay(iso, out var day) ? day.ToString(DayPattern(page, day), page.Culture) : iso;

    /// <summary>Two days, the month of the first left out where it is the second's too and the language says it so: "с 1 по 5 ноября".</summary>
    public static (string From, string Until) Range(PageContext page, string from, string until)
    {
        var dayFirst = page.Culture.TwoLetterISOLanguageName != "en";
        return dayFirst && IsDay(from, out var first) && IsDay(until, out var last) && (first.Year, first.Month) == (last.Year, last.Month)
            ? (first.Day.ToString(page.Culture), Date(page, until))
            : (Date(page, from), Date(page, until));
    }

    /// <summary>Some days on end, as a heading: "November 23–29, 2026", "23–29 ноября 2026".</summary>
    public static string Span(PageContext page, DateOnly first, DateOnly last)
    {
        var english = page.Culture.TwoLetterISOLanguageName == "en";
        var sameMonth = (first.Year, first.Month) == (last.Year, last.Month);
        var from = sameMonth && !english ? first.Day.ToString(page.Culture) : first.ToString(english ? "MMMM d" : "d MMMM", page.Culture);
        var until = last.ToString(sameMonth && english ? "d, yyyy" : english ? "MMMM d, yyyy" : "d MMMM yyyy", page.Culture);
        return sameMonth ? $"{from}–{until}" : $"{from} – {until}";
    }

    private static bool IsDay(string iso, out DateOnly day) =>
        DateOnly.TryParseExact(iso.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string DayPattern(PageContext page, DateOnly day) =>
        (page.Culture.TwoLetterISOLanguageName == "en" ? "MMM d" : "d MMMM") + (day.Year == page.Today.Year ? "" : page.Culture.TwoLetterISOLanguageName == "en" ? ", yyyy" : " yyyy");

    /// <summary>A length of time in its largest fitting unit.</summary>
    public static string Length(PageContext page, TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => page.Plural("when.days", (long)Math.Round(time.TotalDays)),
        { TotalHours: >= 1 } => page.Plural("when.hours", (long)Math.Round(time.TotalHours)),
        _ => page.Plural("when.minutes-long", Math.Max(1, (long)time.TotalMinutes)),
    };

    private static string ShortDay(PageContext page, DateOnly day) => (page.Culture.TwoLetterISOLanguageName == "en", day.Year == page.Today.Year) switch
    {
        (true, true) => "MMM d",
        (true, false) => "MMM d, yyyy",
        (false, true) => "d MMM",
        _ => "d MMM yyyy",
    };

    private static string Capital(string text, CultureInfo culture) =>
        text.Length == 0 ? text : char.ToUpper(text[0], culture) + text[1..];
}
