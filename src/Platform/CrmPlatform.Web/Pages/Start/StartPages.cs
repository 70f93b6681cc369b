using CrmPlatform.Content;
using CrmPlatform.Content.RecipeRecords;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Start;

/// <summary>The first steps as they stand.</summary>
/// <param name="Samples">True: there are sample records that the person may remove.</param>
/// <param name="Hidden">True: the person does not want them on the home page.</param>
public sealed record StartData(IReadOnlyList<FirstStep> Steps, bool Samples, bool Hidden)
{
    public int Done => Steps.Count(s => s.Done);
}

/// <summary>The home page: the first steps until they are done or hidden, then the first place that the person may go to.</summary>
internal static class StartPages
{
    public const string Path = "/start";

    public static async Task<IResult> HomeAsync(PageContext page)
    {
        if (!Choices(page).StepsHidden && page.Actor.Can(Permission.ContentEdit))
        {
            var data = await DataAsync(page);
            if (data.Done < data.Steps.Count)
            {
                return page.View<StartPage>(data);
            }
        }

        return page.Go(NavItem.For(page) is [var first, ..] ? first.Path : "/admin", page.TakeFlash());
    }

    /// <summary>The steps, whether or not they are done or hidden.</summary>
    public static async Task<IResult> ShowAsync(PageContext page) => page.View<StartPage>(await DataAsync(page));

    /// <summary>Hides them from the home page, or shows them there again.</summary>
    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var hide = form["do"] == "hide";
        var account = page.Http.GetRequestActor()!.Account;
        await page.Services.GetRequiredService<IAccounts>().ChooseAsync(account.Id, account.Choices with { StepsHidden = hide }, page.Aborted);
        return hide ? page.Go("/", new Flash(page.T("start.hidden"), Link: Path, LinkText: page.T("start.title"))) : page.Go("/");
    }

    private static async Task<StartData> DataAsync(PageContext page) => new(
        await FirstSteps.OfAsync(page),
        page.Actor.Can(Permission.RecipesManage) && await page.Services.GetRequiredService<ISampleRecords>().AnyAsync(page.Aborted),
        Choices(page).StepsHidden);

    private static AccountChoices Choices(PageContext page) => page.Http.GetRequestActor()!.Account.Choices;
}
