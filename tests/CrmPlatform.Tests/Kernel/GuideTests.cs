using System.Text.RegularExpressions;
using CrmPlatform.Tests.Kernel.Fakes;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

/// <summary>The guide shows code that was compiled and run: that of the sample module.</summary>
public sealed partial class GuideTests
{
    [GeneratedRegex("^```(csharp|json|xml)\n(?<code>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Snippet();

    [Fact]
    public void Every_snippet_of_the_guide_stands_in_the_sample_module()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "write-a-module.md"));
        var sample = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "SampleModules", "Acme.Loyalty"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".json" or ".csproj")
            .Select(File.ReadAllText)
            .ToList();
        var snippets = Snippet().Matches(guide).Select(m => m.Groups["code"].Value).ToList();
        Assert.True(snippets.Count >= 10);
        Assert.All(snippets, s => Assert.Contains(sample, file => file.Contains(s, StringComparison.Ordinal)));
    }
}
