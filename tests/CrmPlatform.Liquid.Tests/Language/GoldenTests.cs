using System.Text.Json;

namespace CrmPlatform.Liquid.Tests.Language;

public sealed class GoldenTests
{
    /// <summary>
    /// The suite states this case twice with opposite results: refused by the strict parser, passed over by the
    /// lax one. Each is run in its own mode.
    /// </summary>
    private const string OnlyLax = "tags, case, unexpected when token";

    public static TheoryData<string> Names => [.. GoldenSuite.Cases.Keys.DefaultIfEmpty(string.Empty)];

    public static TheoryData<string> LaxNames => [.. GoldenSuite.Cases
        .Where(test => !Tags(test.Value).Contains("strict") && !Tags(test.Value).Contains("strict2"))
        .Select(test => test.Key).DefaultIfEmpty(string.Empty)];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Names))]
    public void Golden(string name)
    {
        Assert.SkipWhen(name.Length == 0, GoldenSuite.Missing);
        Check(GoldenSuite.Cases[name], name is OnlyLax ? LiquidMode.Lax : LiquidMode.Strict);
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(LaxNames))]
    public void Golden_cases_that_do_not_ask_for_strictness_hold_in_lax_mode_too(string name)
    {
        Assert.SkipWhen(name.Length == 0, GoldenSuite.Missing);
        Check(GoldenSuite.Cases[name], LiquidMode.Lax);
    }

    [Fact]
    public void The_suite_has_928_valid_and_126_invalid_cases()
    {
        Assert.SkipWhen(GoldenSuite.Cases.Count == 0, GoldenSuite.Missing);
        var invalid = GoldenSuite.Cases.Values.Count(IsInvalid);
        Assert.Equal((928, 126), (GoldenSuite.Cases.Count - invalid, invalid));
    }

    private static void Check(JsonElement test, LiquidMode mode)
    {
        var options = new LiquidOptions { Mode = mode, EncodeHtml = false };
        var source = test.GetProperty("template").GetString()!;
        if (!LiquidTemplate.TryParse(source, options, out var template, out var error))
        {
            Assert.True(IsInvalid(test), $"{error}\n{source}");
            return;
        }

        var result = template.Render(Context(test), TestContext.Current.CancellationToken);
        if (IsInvalid(test))
        {
            Assert.False(result.Succeeded, $"should be refused, gave: {result.Text}\n{source}");
            return;
        }

        Assert.True(result.Succeeded, $"{string.Join('\n', result.Errors)}\n{source}");
        if (test.TryGetProperty("results", out var results))
        {
            Assert.Contains(result.Text, results.EnumerateArray().Select(value => value.GetString()), StringComparer.Ordinal);
            return;
        }

        Assert.Equal(test.GetProperty("result").GetString(), result.Text);
    }

    private static LiquidContext Context(JsonElement test)
    {
        var context = test.TryGetProperty("data", out var data) ? LiquidContext.FromJson(data) : LiquidContext.Empty;
        return test.TryGetProperty("templates", out var templates)
            ? context with { Partials = new DictionaryTemplateSource(templates.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetString()!, StringComparer.Ordinal)) }
            : context;
    }

    private static bool IsInvalid(JsonElement test) => test.TryGetProperty("invalid", out var invalid) && invalid.GetBoolean();

    private static List<string?> Tags(JsonElement test) =>
        test.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString())] : [];
}
