using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>What axe has to say of a page.</summary>
internal static class Accessibility
{
    private static readonly AxeRunOptions _options = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>Findings that keep people from using the page: serious and critical ones, each with the look it was found in.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page, string look)
    {
        var found = await page.RunAxe(_options);
        return [.. found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{look}: {v.Id} {v.Nodes[0].Html}")];
    }
}
