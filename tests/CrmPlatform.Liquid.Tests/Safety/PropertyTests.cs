using FsCheck;
using FsCheck.Fluent;

namespace CrmPlatform.Liquid.Tests.Safety;

/// <summary>Laws that hold for any input.</summary>
public sealed class PropertyTests
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true);

    [Fact]
    public void Text_without_delimiters_is_rendered_as_it_is() => Check<string?>(text =>
    {
        var source = (text ?? string.Empty).Replace("{", "(", StringComparison.Ordinal);
        return string.Equals(Render(source), source, StringComparison.Ordinal);
    });

    [Fact]
    public void Encoded_output_holds_no_markup() => Check<string?>(text =>
    {
        var output = Render("{{ x }}", text, encode: true);
        return !output.AsSpan().ContainsAny("<>\"'") && string.Equals(System.Net.WebUtility.HtmlDecode(output), text ?? "", StringComparison.Ordinal);
    });

    [Fact]
    public void Base64_comes_back() => Check<string?>(text =>
        HasLoneSurrogate(text) || string.Equals(Render("{{ x | base64_encode | base64_decode }}", text), text ?? "", StringComparison.Ordinal));

    [Fact]
    public void Url_encoding_comes_back() => Check<string?>(text =>
        HasLoneSurrogate(text) || string.Equals(Render("{{ x | url_encode | url_decode }}", text), text ?? "", StringComparison.Ordinal));

    [Fact]
    public void Splitting_and_joining_by_letters_comes_back() => Check<string?>(text =>
        HasLoneSurrogate(text) || string.Equals(Render("{{ x | split: '' | join: '' }}", text), text ?? "", StringComparison.Ordinal));

    [Fact]
    public void Long_patterns_are_found_where_dotnet_finds_them()
    {
        var random = new Random(4);
        for (var run = 0; run < 300; run++)
        {
            var text = string.Create(random.Next(70, 900), random, static (letters, from) => from.GetItems<char>("ab", letters));
            var length = random.Next(60, 140);
            var pattern = run % 3 == 0 ? string.Concat(Enumerable.Repeat("ab", length / 2)) : text[..Math.Min(length, text.Length)];
            text += run % 2 == 0 ? pattern + "b" + pattern : pattern[1..] + pattern;
            var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = text, ["p"] = pattern };
            var last = text.LastIndexOf(pattern, StringComparison.Ordinal);
            var expected = string.Join('#', text.Replace(pattern, "|", StringComparison.Ordinal), text.Contains(pattern, StringComparison.Ordinal) ? "y" : "n",
                last < 0 ? text : text[..last] + "!" + text[(last + pattern.Length)..], string.Join('+', text.Split(pattern)).TrimEnd('+'));
            var template = LiquidTemplate.Parse("{{ x | replace: p, '|' }}#{% if x contains p %}y{% else %}n{% endif %}#{{ x | replace_last: p, '!' }}#{{ x | split: p | join: '+' }}", Templates.Plain);
            Assert.Equal(expected, template.Render(data, TestContext.Current.CancellationToken).Text);
        }
    }

    [Fact]
    public void Reversing_twice_comes_back() => Check<int[]?>(items =>
        string.Equals(Render("{{ x | reverse | reverse | join }}", items), Render("{{ x | join }}", items), StringComparison.Ordinal));

    [Fact]
    public void Sorting_orders_and_keeps_every_item() => Check<int[]?>(items =>
        string.Equals(Render("{{ x | sort | join: ',' }}", items), string.Join(',', (items ?? []).Order()), StringComparison.Ordinal));

    [Fact]
    public void Sums_of_decimals_are_exact() => Check<int[]?>(items =>
    {
        var cents = (items ?? []).Select(item => item % 1_000_000 / 100m).ToArray();
        return string.Equals(
            Render("{% assign s = 0 %}{% for i in x %}{% assign s = s | plus: i %}{% endfor %}{{ s }}", cents),
            LiquidValue.From(cents.Sum()).ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Truncated_text_is_no_longer_than_asked() => Check<string?>(text =>
        HasLoneSurrogate(text) || Render("{{ x | truncate: 10 }}", text).EnumerateRunes().Count() <= 10);

    [Fact]
    public void An_expression_is_equal_to_the_sum_it_writes() => Prop.ForAll<int, int, int>((a, b, c) =>
    {
        var expression = LiquidExpression.Parse($"({a}) + {Math.Abs((long)b)} * ({c}) - 1");
        var result = expression.Evaluate(cancellationToken: TestContext.Current.CancellationToken);
        return result.Value.TryGetNumber(out var number) && number == a + (Math.Abs((decimal)b) * c) - 1;
    }).Check(_config);

    [Fact]
    public void A_limit_never_writes_more_than_it_allows() => Check<byte>(most =>
    {
        var template = LiquidTemplate.Parse("{% for i in (1..1000) %}é{{ i }}{% endfor %}", Templates.Plain);
        var result = template.Render(new LiquidContext { Limits = new LiquidLimits { MaxOutputBytes = most } }, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetByteCount(result.Text) <= most && result.Error?.Code == LiquidErrorCode.OutputBudget;
    });

    private static void Check<T>(Func<T, bool> law) => Prop.ForAll(law).Check(_config);

    private static string Render(string source, object? x = null, bool encode = false)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = x };
        var result = LiquidTemplate.Parse(source, new LiquidOptions { EncodeHtml = encode }).Render(data, TestContext.Current.CancellationToken);
        Assert.Null(result.Error);
        return result.Text;
    }

    private static bool HasLoneSurrogate(string? text) => text is not null && text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD);
}
