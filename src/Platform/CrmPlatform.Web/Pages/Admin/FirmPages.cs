using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>The firm's settings as they are or were typed.</summary>
public sealed record FirmData(TenantSettings Settings, string? Error);

/// <summary>What the whole firm shares: its name, the language and zone of those who chose none, how names are written.</summary>
internal static class FirmPages
{
    public const string Path = "/admin/firm";

    public static Task<IResult> ShowAsync(PageContext page) =>
        Task.FromResult<IResult>(page.View<FirmPage>(new FirmData(page.Settings, null)));

    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var typed = Read(page, form);
        try
        {
            await page.Services.GetRequiredService<ITenantSetup>().ChangeSettingsAsync(page.Actor, _ => typed, page.Aborted);
            return page.Go(Path, new Flash(page.T("flash.saved")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.View<FirmPage>(new FirmData(typed, page.T(error)), error.Code.Status);
        }
    }

    private static TenantSettings Read(PageContext page, IFormCollection form) =>
        page.Settings with
        {
            Title = form["title"].ToString().Trim() is { Length: > 0 } title ? title : TenantSettings.Default.Title,
            Culture = page.Services.GetRequiredService<ITexts>().Cultures.FirstOrDefault(c => c.Name == form["language"])?.Name ?? page.Settings.Culture,
            TimeZone = form["zone"].ToString(),
            NameOrder = form["names"] == nameof(NameOrder.FamilyFirst) ? NameOrder.FamilyFirst : NameOrder.GivenFirst,
        };
}
