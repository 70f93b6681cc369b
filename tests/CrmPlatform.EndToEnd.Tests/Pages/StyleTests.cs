using System.Text.RegularExpressions;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The theme is ready for languages that are written from the right: no rule names a side of the screen.</summary>
public sealed partial class StyleTests
{
    public static TheoryData<string> Sheets =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.css", SearchOption.AllDirectories)
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}assets{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains("node_modules", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Repository.Root, f))];

    [Theory]
    [MemberData(nameof(Sheets))]
    public void No_rule_names_the_left_or_the_right(string sheet)
    {
        var css = Comment().Replace(File.ReadAllText(Path.Combine(Repository.Root, sheet)), "");

        Assert.Empty(Physical().Matches(css).Select(m => m.Value.Trim()));
        Assert.Empty(FourSides().Matches(css).Where(m => m.Groups["right"].Value != m.Groups["left"].Value).Select(m => m.Value));
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"(?<=[;{\s])((left|right|(margin|padding|border)-(left|right)(-\w+)?|scroll-(margin|padding)-(left|right)|border-(top|bottom)-(left|right)-radius)\s*:|(text-align|float|clear)\s*:\s*(left|right)\b)[^;}]*",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Physical();

    /// <summary>Four values whose second and fourth differ: top, right, bottom, left.</summary>
    [GeneratedRegex(
        @"(?<![-\w])(margin|padding|inset):\s*(?<top>[^\s;(}]+)\s+(?<right>[^\s;(}]+)\s+(?<bottom>[^\s;(}]+)\s+(?<left>[^\s;(}]+)\s*(?=[;}])",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FourSides();
}
