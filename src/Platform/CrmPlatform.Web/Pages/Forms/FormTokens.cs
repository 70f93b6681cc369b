using System.Globalization;
using System.Security.Cryptography;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.DataProtection;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>The id of a record that a form will create is reserved with the form, so that sending it twice creates one.</summary>
internal static class FormTokens
{
    public static async Task<string> NewAsync(PageContext page, ContentType type)
    {
        var id = await page.Services.GetRequiredService<IContentWriter>().ReserveIdsAsync(1, page.Aborted);
        return Protector(page, type).Protect(id.ToString(CultureInfo.InvariantCulture));
    }

    public static long Read(PageContext page, ContentType type, string token)
    {
        try
        {
            return long.Parse(Protector(page, type).Unprotect(token), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            throw WebErrors.FormExpired.With();
        }
    }

    /// <summary>A token is good for one type and one person: ids are ours to give.</summary>
    private static IDataProtector Protector(PageContext page, ContentType type) =>
        page.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("CrmPlatform.Web.Forms", type.Id, page.Actor.Id);
}
