using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages;

/// <summary>The root: opens the first place that the person may go to.</summary>
internal static class HomePages
{
    public static Task<IResult> ShowAsync(PageContext page)
    {
        return Task.FromResult<IResult>(page.Go(NavItem.For(page) is [var first, ..] ? first.Path : "/admin"));
    }
}
