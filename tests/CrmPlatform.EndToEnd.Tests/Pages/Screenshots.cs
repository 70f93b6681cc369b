using Microsoft.Playwright;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Pictures of pages, where <c>./test.sh --screenshots</c> asks for them.</summary>
internal static class Screenshots
{
    /// <summary>The looks in which every page is to hold.</summary>
    public static readonly (int Width, bool Dark)[] Looks = [(1440, false), (390, true), (1440, true), (390, false)];

    public static async Task TakeAsync(IPage page, string name)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CRM_SCREENSHOTS")))
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png") });
        }
    }
}
