using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Every text of the screens is there in both languages, and none is left over.</summary>
public sealed partial class TextKeyTests
{
    private static readonly string _web = Path.Combine(Repository.Root, "src/Platform/CrmPlatform.Web");
    private static readonly string[] _forms = [".one", ".few", ".many", ".other"];

    /// <summary>Keys that are put together at run time: their beginnings.</summary>
    private static readonly string[] _made =
        ["nav.group.", "user.theme.", "user.density.", "start.", "history.", "act.", "address.", "op.", "error.form.", "error.list.", "acts.created", "acts.updated", "acts.deleted", "people.", "right.", "role.", "recipe.kind."];

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void Every_key_that_the_screens_use_has_a_text(string culture)
    {
        var texts = Read(culture);

        Assert.DoesNotContain(Used(), k => !texts.ContainsKey(k) && !_forms.Any(f => texts.ContainsKey(k + f)));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void No_text_is_left_over(string culture)
    {
        var used = Used().ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(Read(culture).Keys, k => !used.Contains(k) && !used.Contains(Plain(k)) && !_made.Any(m => k.StartsWith(m, StringComparison.Ordinal)));
    }

    [Fact]
    public void Both_languages_have_the_same_keys_but_for_plural_forms()
    {
        Assert.Equal(
            Read("en").Keys.Select(Plain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Read("ru").Keys.Select(Plain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, string> Read(string culture) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(_web, $"Pages/Localization/{culture}.json")))!;

    private static string Plain(string key) => Array.Find(_forms, key.EndsWith) is { } form ? key[..^form.Length] : key;

    private static IEnumerable<string> Used() =>
        new[] { "Shell", "Components", "Cells", "Editors", "Pages" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(_web, f), "*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(f => Key().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["key"].Value)
            .Where(k => !k.EndsWith(".js", StringComparison.Ordinal) && !k.EndsWith(".css", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Anything in quotes that looks like a key of one of the screens' areas; ids of errors, which begin a constructor, are none.</summary>
    [GeneratedRegex("(?<!new\\()\"(?<key>(action|nav|user|keys|search|list|op|value|expected|form|conflict|record|stage|history|board|funnel|when|flash|error|acts|import|export|merge|handover|undo|bin|admin|recipe|health|palette|sign-in|setup|accounts|password|rates|favourites|start|samples|firm)\\.[a-z][a-z.-]*[a-z])\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Key();
}
