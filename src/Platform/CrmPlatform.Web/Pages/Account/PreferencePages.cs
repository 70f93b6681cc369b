using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Account;

/// <summary>The preferences of whoever is signed in.</summary>
/// <param name="Language">Culture of the account, or empty: the tenant's.</param>
/// <param name="Zone">IANA id of the account's zone, or empty: the tenant's.</param>
public sealed record PreferenceData(string Language, string Zone, bool Compact, string? Error);

/// <summary>
/// <c>/preferences</c>: what a person chooses for themselves. The menus of the shell post single choices to the same address; only
/// the page (<c>own</c>) also changes language and zone of the account.
/// </summary>
internal static class PreferencePages
{
    public const string Path = "/preferences";

    public static Task<IResult> ShowAsync(PageContext page)
    {
        var choices = Account(page).Choices;
        var data = new PreferenceData(choices.Culture ?? "", choices.Zone?.Id ?? "", choices.Compact, null);
        return Task.FromResult<IResult>(page.View<PreferencePage>(data));
    }

    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        try
        {
            await KeepAsync(page, form);
        }
        catch (UserError error)
        {
            var typed = new PreferenceData(form["language"].ToString(), form["zone"].ToString(), form["density"] == AccountChoices.CompactDensity, page.T(error));
            return page.View<PreferencePage>(typed, error.Code.Status);
        }

        Preferences.KeepHere(page.Http, form);
        return page.Go(page.Back(form["back"], "/"), form.ContainsKey("own") ? new Flash(Saved(page, form["language"].ToString())) : null);
    }

    /// <summary>Said in the language that was just chosen.</summary>
    private static string Saved(PageContext page, string language)
    {
        var texts = page.Services.GetRequiredService<ITexts>();
        var culture = texts.Cultures.FirstOrDefault(c => c.Name == (language.Length > 0 ? language : page.Settings.Culture));
        return texts.Get(culture ?? page.Culture, "flash.saved");
    }

    private static async Task KeepAsync(PageContext page, IFormCollection form)
    {
        var account = Account(page);
        var choices = account.Choices;
        if (form.ContainsKey("density"))
        {
            choices = choices with { Density = form["density"] == AccountChoices.CompactDensity ? AccountChoices.CompactDensity : null };
        }

        if (form.ContainsKey("own"))
        {
            choices = choices with { Culture = CultureOf(page, form["language"].ToString()), TimeZone = ZoneOf(form["zone"].ToString()) };
        }

        if (choices != account.Choices)
        {
            await page.Services.GetRequiredService<IAccounts>().ChooseAsync(account.Id, choices, page.Aborted);
        }
    }

    private static string? CultureOf(PageContext page, string name) =>
        page.Services.GetRequiredService<ITexts>().Cultures.FirstOrDefault(c => c.Name == name)?.Name;

    private static string? ZoneOf(string id) => id.Length == 0 ? null
        : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone.Id
        : throw WebErrors.SetupBadZone.With(("zone", id));

    private static AccountSnapshot Account(PageContext page) =>
        page.Http.GetRequestActor()?.Account ?? throw new InvalidOperationException("Nobody is signed in.");
}
