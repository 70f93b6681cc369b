using System.Text.Json;

namespace CrmPlatform.Liquid.Tests;

/// <summary>Renders templates in tests: plain output and a fixed clock unless a test says otherwise.</summary>
internal static class Templates
{
    public static readonly LiquidOptions Plain = new() { EncodeHtml = false, Clock = new FixedClock() };
    public static readonly LiquidOptions Lax = new() { EncodeHtml = false, Mode = LiquidMode.Lax, Clock = new FixedClock() };
    public static readonly LiquidOptions Html = new() { Clock = new FixedClock() };

    public static string Text(string source, string json = "{}", LiquidOptions? options = null)
    {
        var result = Run(source, json, options);
        Assert.True(result.Error is null && (result.Succeeded || options?.Mode == LiquidMode.Lax), $"{string.Join('\n', result.Errors)}\n{source}");
        return result.Text;
    }

    public static LiquidResult Run(string source, string json = "{}", LiquidOptions? options = null, IReadOnlyDictionary<string, string>? partials = null)
    {
        var context = LiquidContext.FromJson(JsonDocument.Parse(json).RootElement);
        context = partials is null ? context : context with { Partials = new DictionaryTemplateSource(partials) };
        return LiquidTemplate.Parse(source, options ?? Plain).Render(context, TestContext.Current.CancellationToken);
    }

    public static string WithPartials(string source, IReadOnlyDictionary<string, string> partials, string json = "{}", LiquidOptions? options = null)
    {
        var result = Run(source, json, options, partials);
        Assert.True(result.Error is null, $"{result.Error}\n{source}");
        return result.Text;
    }

    public static LiquidError Refused(string source, LiquidOptions? options = null)
    {
        Assert.False(LiquidTemplate.TryParse(source, options ?? Plain, out _, out var error), $"was accepted: {source}");
        return error!;
    }
}

/// <summary>21 November 2026, 10:30:45 UTC, for ever; its timestamps run on, so that time budgets still end.</summary>
internal sealed class FixedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 10, 30, 45, TimeSpan.Zero);
}
