using CrmPlatform.Content;
using CrmPlatform.Content.Bulk;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Pages.Lists;
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
            return page.Go(Path, (typed.NameOrder != page.Settings.NameOrder ? await TryRenameAsync(page) : null) ?? new Flash(page.T("flash.saved")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.View<FirmPage>(new FirmData(typed, page.T(error)), error.Code.Status);
        }
    }

    /// <summary>The settings are saved whatever becomes of the names.</summary>
    private static async Task<Flash?> TryRenameAsync(PageContext page)
    {
        try
        {
            return await RenameAsync(page);
        }
        catch (UserError error)
        {
            return new Flash(page.T("firm.names.not-yet", ("reason", page.T(error))), Bad: true);
        }
    }

    /// <summary>
    /// Puts the names that are there into the new order: as one act of each type, which the gate does by looking at every record.
    /// Null where there is nothing to rename.
    /// </summary>
    private static async Task<Flash?> RenameAsync(PageContext page)
    {
        Flash? flash = null;
        foreach (var type in page.Model.Types.Values.Where(t => t is { PersonName: not null, Internal: false } && page.Actor.Can(Permission.ContentEdit, t)))
        {
            var order = new BulkOrder
            {
                Type = type.Id,
                Verb = BulkVerb.Set,
                Title = ActTitle.Of(type, type.NameField),
                Expected = await ListPages.CountAsync(page, type, where: null),
                Token = Guid.NewGuid().ToString("N"),
            };
            if (order.Expected > 0)
            {
                var (job, isNew) = await page.Services.GetRequiredService<IBulkActs>().StartAsync(page.Actor, order, page.Aborted);
                flash = await BulkPages.BeginAsync(page, job, isNew);
            }
        }

        return flash;
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
