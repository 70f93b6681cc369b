using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>What axe has to say of a page.</summary>
internal static class Accessibility
{
    private const string Run = """
        async rules => {
          const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
          const found = await axe.run(document, options);
          return found.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id} ${v.nodes[0].html}`);
        }
        """;

    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string[] _ofColours = ["color-contrast", "link-in-text-block"];

    /// <summary>Findings that keep people from using the page: serious and critical ones, each with the look it was found in.</summary>
    public static Task<IReadOnlyList<string>> FindingsAsync(IPage page, string look) => FindAsync(page, look, null);

    /// <summary>Likewise of a page that was looked at in other colours a moment ago: nothing else has changed.</summary>
    public static Task<IReadOnlyList<string>> ColourFindingsAsync(IPage page, string look) => FindAsync(page, look, _ofColours);

    /// <summary>In the page itself: ours have no frames, for which the library would open a page of its own each time.</summary>
    private static async Task<IReadOnlyList<string>> FindAsync(IPage page, string look, string[]? rules)
    {
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'"))
        {
            await page.EvaluateAsync(_axe);
        }

        return [.. (await page.EvaluateAsync<string[]>(Run, rules)).Select(f => $"{look}: {f}")];
    }
}
