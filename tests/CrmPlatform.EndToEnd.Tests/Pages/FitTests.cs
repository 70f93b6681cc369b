using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Every page fits its window: what is wider scrolls in a frame of its own, and nothing that is pressed is cut.</summary>
public sealed class FitTests(Browser browser, Fitters fitters)
{
    private static readonly string[] _addresses =
    [
        "c/Deal", "c/Deal?filter=1&f1=stage&o1=in&f2=amount&o2=between&v2=1&v2=9999999", "c/Deal?q=nothinglikethis", "c/Deal?f1=nope", "c/Deal/{Deal}", "c/Deal/{Deal}/edit",
        "c/Deal/new", "c/Deal/{Deal}/stage?to=lost", "c/Deal/board/windows", "c/Deal/funnel/windows", "c/MeasurementVisit", "c/MeasurementVisit/{MeasurementVisit}",
        "c/MeasurementVisit/new", "c/Company", "c/Company/new", "c/Contact", "c/Employee", "c/Product", "search?q=окн", "search", "acts", "bin", "admin", "admin/features/Crm.Pipeline",
        "admin/recipes", "admin/recipes/windows-installation", "admin/health", "admin/accounts", "admin/accounts/1?link=1", "admin/accounts/new", "admin/rates", "admin/firm", "c/Nothing", "sign-in",
    ];

    [Theory]
    [InlineData(390, "ru")]
    [InlineData(390, "en")]
    [InlineData(1280, "ru")]
    public async Task No_page_scrolls_sideways_and_nothing_is_cut(int width, string language)
    {
        await using var tab = await fitters.OpenAsync(browser, width, language);
        var found = new List<string>();
        foreach (var address in _addresses)
        {
            await tab.Page.GotoAsync(await WithIdsAsync(address));
            found.AddRange((await WideAsync(tab.Page)).Select(w => $"{address}: {w}"));
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    /// <summary>The page's own frames that are wider than they show, and parts that stick out without a frame to scroll in.</summary>
    private static Task<string[]> WideAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const found = [];
          for (const frame of [document.documentElement, document.querySelector('main')]) {
            if (frame && frame.scrollWidth > frame.clientWidth) {
              found.push(`${frame.tagName} is ${frame.scrollWidth - frame.clientWidth} px too wide`);
            }
          }
          for (const part of document.querySelectorAll('main *, header *')) {
            const box = part.getBoundingClientRect();
            if (!part.checkVisibility() || box.width === 0 || (box.left >= -1 && box.right <= innerWidth + 1)) {
              continue;
            }
            let held = false;
            for (let up = part.parentElement; up && up.tagName !== 'MAIN'; up = up.parentElement) {
              held ||= getComputedStyle(up).overflowX !== 'visible';
            }
            if (!held) {
              found.push(`${part.tagName}.${part.className} ends at ${Math.round(box.right)}`);
            }
          }
          for (const cut of document.querySelectorAll('.btn.primary, input[type=search]')) {
            const box = cut.getBoundingClientRect();
            if (cut.checkVisibility() && box.width > 0 && (box.left < 0 || box.right > innerWidth || cut.scrollWidth > cut.clientWidth + 1)) {
              found.push(`${cut.className} is cut`);
            }
          }
          return found;
        }
        """);

    private async Task<string> WithIdsAsync(string address)
    {
        foreach (var type in new[] { "Deal", "MeasurementVisit" })
        {
            if (address.Contains($"{{{type}}}", StringComparison.Ordinal))
            {
                address = address.Replace($"{{{type}}}", (await fitters.FirstAsync(type)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            }
        }

        return address;
    }
}
