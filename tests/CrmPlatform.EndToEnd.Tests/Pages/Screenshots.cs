using Microsoft.Playwright;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Pictures of pages, where <c>./test.sh --screenshots</c> asks for them.</summary>
internal static class Screenshots
{
    /// <summary>The screens on which every page is to hold: a desk and a phone.</summary>
    public static readonly int[] Widths = [1440, 390];

    /// <summary>Shows an open page in the light and in the dark: a picture of each, nobody kept out, and no wider than the screen.</summary>
    public static async Task InBothThemesAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            // Without motion the colours change at once, and nothing is looked at half-way.
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var named = $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";
            await TakeAsync(page, named);
            Assert.Empty(await (scheme == ColorScheme.Light ? Accessibility.FindingsAsync(page, named) : Accessibility.ColourFindingsAsync(page, named)));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{named} is wider than the screen");
        }
    }

    public static async Task TakeAsync(IPage page, string name)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CRM_SCREENSHOTS")))
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png") });
        }
    }
}
