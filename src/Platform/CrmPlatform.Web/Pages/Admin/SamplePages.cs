using CrmPlatform.Content;
using CrmPlatform.Content.RecipeRecords;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>The sample records: what goes with one button, and what stays because somebody made it theirs.</summary>
internal static class SamplePages
{
    public const string Path = "/admin/samples";

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        Writing.Demand(page, Permission.RecipesManage);
        return page.View<SamplesPage>(await page.Services.GetRequiredService<ISampleRecords>().ListAsync(page.Aborted));
    }

    public static async Task<IResult> RemoveAsync(PageContext page)
    {
        Writing.Demand(page, Permission.RecipesManage);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var (act, removed) = await page.Services.GetRequiredService<ISampleRecords>().RemoveAsync(page.Actor, form["all"] == "true", page.Aborted);
        return page.Go(Path, new Flash(page.Plural("flash.samples-removed", removed), act));
    }
}
