using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.EndToEnd.Tests.Pages;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>The texts of the activities: each used, each in both languages.</summary>
public sealed partial class ActivityTextTests
{
    /// <summary>Keys of which the code writes the beginning only.</summary>
    private static readonly string[] _made = ["activities.kind.", "activities.add.", "activities.added.", "activities.when.", "activities.group.", "notifications.kind.", "calendar.view.", "nav.group.", "error."];

    private static readonly string[] _forms = [".one", ".few", ".many", ".other"];
    private static readonly string _module = Path.Combine(Repository.Root, "src/Modules/Crm.Activities");

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void Every_key_that_is_used_has_a_text_and_none_is_left_over(string culture)
    {
        var texts = Read(culture).Keys.Select(Plain).ToHashSet(StringComparer.Ordinal);
        var used = Used().ToHashSet(StringComparer.Ordinal);

        Assert.Empty(used.Except(texts));
        Assert.DoesNotContain(texts, t => !used.Contains(t) && !Array.Exists(_made, t.StartsWith));
    }

    [Fact]
    public void Both_languages_have_the_same_keys() =>
        Assert.Equal(Read("en").Keys.Select(Plain).Distinct().Order(StringComparer.Ordinal), Read("ru").Keys.Select(Plain).Distinct().Order(StringComparer.Ordinal));

    private static Dictionary<string, string> Read(string culture) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(_module, $"Localization/{culture}.json")))!;

    private static string Plain(string key) => Array.Find(_forms, key.EndsWith) is { } form ? key[..^form.Length] : key;

    /// <summary>Keys in quotes.</summary>
    private static IEnumerable<string> Used() =>
        Directory.EnumerateFiles(_module, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.EndsWith("Errors.cs", StringComparison.Ordinal))
            .SelectMany(f => Key().Matches(File.ReadAllText(f)).Select(m => m.Groups["key"].Value))
            .Where(k => !k.EndsWith(".js", StringComparison.Ordinal));

    [GeneratedRegex("\"(?<key>(activities|calendar)\\.[a-z][a-z.-]*[a-z])\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Key();
}
