using System.Diagnostics;

namespace CrmPlatform.Liquid.Tests.Safety;

/// <summary>Templates written to hang the host, fill its memory or kill it: each must end as an error value, soon and small.</summary>
public sealed class AttackTests
{
    private const int Many = 100_000;
    private static readonly LiquidLimits _limits = new() { MaxSourceLength = 20_000_000 };
    private static readonly LiquidOptions _strict = new() { Limits = _limits };
    private static readonly LiquidOptions _lax = new() { Limits = _limits, Mode = LiquidMode.Lax };

    public static TheoryData<string, string, string> DeepTemplates => new()
    {
        { "brackets", Repeat("{{ a[", "a[") + "1" + Repeat("]", "]") + " }}", "" },
        { "ranges", "{{ " + Repeat("(", "(") + "1" + Repeat("..1)", "..1)") + " }}", "" },
        { "if", Repeat("{% if a %}", "{% if a %}") + Repeat("{% endif %}", "{% endif %}"), "" },
        { "if without end", Repeat("{% if a %}", "{% if a %}"), "" },
        { "for", Repeat("{% for a in a %}", "{% for a in a %}"), "" },
        { "case", Repeat("{% case a %}{% when 1 %}", "{% case a %}{% when 1 %}"), "" },
        { "capture", Repeat("{% capture a %}", "{% capture a %}"), "" },
        { "tablerow", Repeat("{% tablerow a in a %}", "{% tablerow a in a %}"), "" },
        { "liquid", "{% liquid " + Repeat("liquid ", "liquid ") + "echo 1 %}", "" },
        { "open brackets", "{{ " + Repeat("[", "["), "" },
        { "open outputs", Repeat("{{", "{{"), "" },
        { "open tags", Repeat("{%", "{%"), "" },
        { "open raws", Repeat("{% raw %}", "{% raw %}"), "" },
        { "open comments", Repeat("{% comment %}", "{% comment %}"), "" },
        { "open docs", Repeat("{% doc %}", "{% doc %}"), "" },
        { "end raws", "{% raw %}" + Repeat("{% endraw ", "{% endraw ") + " x %", "" },
        { "comments around raws", "{% comment %}" + Repeat("{% raw %}{% endraw ", "{% raw %}{% endraw "), "" },
        { "lax brackets", "{% if " + Repeat("(", "(") + "1 %}{% endif %}", "" },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(DeepTemplates))]
    public void A_hundred_thousand_levels_are_an_error_not_a_dead_process(string name, string source, string unused)
    {
        Assert.Empty(unused);
        foreach (var options in (LiquidOptions[])[_strict, _lax])
        {
            var watch = Stopwatch.StartNew();
            if (LiquidTemplate.TryParse(source, options, out var template, out var error))
            {
                Assert.True(name.StartsWith("lax", StringComparison.Ordinal) || options == _lax, name);
                template.Render(cancellationToken: TestContext.Current.CancellationToken);
            }
            else
            {
                Assert.NotEqual(0, error.Line);
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{name}: {watch.Elapsed}");
        }
    }

    [Theory]
    [InlineData("{{ a", " | upcase", " }}")]
    [InlineData("{{ a", ".b", " }}")]
    [InlineData("{{ a", "[0]", " }}")]
    [InlineData("{% if a", " and a", " %}x{% endif %}")]
    [InlineData("{% if a", " or a", " %}x{% endif %}")]
    [InlineData("{% case a %}{% when 1", ", 1", " %}x{% endcase %}")]
    [InlineData("{% cycle 1", ", 1", " %}")]
    [InlineData("{{ a | append: 'x'", ", 'x'", " }}")]
    [InlineData("{% if a %}", "{% elsif a %}", "{% endif %}")]
    [InlineData("{% if a %}", "{% else %}", "{% endif %}")]
    [InlineData("", "{{ a }}", "")]
    [InlineData("", "{% assign a = 1 %}", "")]
    [InlineData("{% render 'x'", ", a: 1", " %}")]
    public void Long_templates_parse_in_bounded_time_or_are_refused(string open, string part, string close)
    {
        var source = open + Repeat(part, part) + close;
        var watch = Stopwatch.StartNew();
        if (LiquidTemplate.TryParse(source, _strict, out var template, out var error))
        {
            template.Render(cancellationToken: TestContext.Current.CancellationToken);
            template.Lint();
        }
        else
        {
            Assert.Contains(error.Code, (LiquidErrorCode[])[LiquidErrorCode.TooComplex, LiquidErrorCode.Argument]);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("{{ (1..1000000000) | join }}")]
    [InlineData("{{ (1..1000000000) | reverse | first }}")]
    [InlineData("{{ (1..1000000000) | sort }}")]
    [InlineData("{{ (1..1000000000) | uniq }}")]
    [InlineData("{{ (1..1000000000) | map: 5 }}")]
    [InlineData("{{ (1..1000000000) | where: 5 }}")]
    [InlineData("{{ (1..1000000000) | has: 5, 7 }}")]
    [InlineData("{{ (1..1000000000) | sum }}")]
    [InlineData("{{ (1..1000000000) | compact }}")]
    [InlineData("{{ (1..1000000000) | concat: b | size }}")]
    [InlineData("{{ b | concat: (1..1000000000) | size }}")]
    [InlineData("{{ (1..1000000000) | slice: 0, 1000000000 | size }}")]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}")]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..1000000000) reversed %}{% assign x = i %}{% endfor %}")]
    [InlineData("{% tablerow i in (1..1000000000) %}{% endtablerow %}")]
    [InlineData("{% render 'p' for (1..1000000000) %}")]
    [InlineData("{% include 'p' for (1..1000000000) %}")]
    [InlineData("{% if (1..1000000000) == (2..1000000001) %}x{% endif %}{% assign a = (1..1000000000) %}{% assign c = (1..1000000000) %}{% if a == c %}y{% endif %}")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{{ i }}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | replace: 'x', 'xx' %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | replace: '', a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | split: '' | join: a %}{% endfor %}")]
    [InlineData("{% assign a = 'x' | split: '' %}{% for i in (1..100) %}{% assign a = a | concat: a %}{% endfor %}")]
    [InlineData("{% assign a = '<<<<<<<<<<' %}{% for i in (1..100) %}{% assign a = a | escape | append: a %}{% endfor %}")]
    [InlineData("{% assign a = '%%%%%%%%%%' %}{% for i in (1..100) %}{% assign a = a | url_encode | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | base64_encode %}{% endfor %}")]
    [InlineData("{% assign a = \"\n\n\n\n\" %}{% for i in (1..100) %}{% assign a = a | newline_to_br | append: a %}{% endfor %}")]
    [InlineData("{% assign f = '%c%c%c%c%c%c%c%c' %}{% for i in (1..100) %}{% assign f = f | append: f %}{% endfor %}{{ 'now' | date: f }}")]
    [InlineData("{% assign f = '%1024c%1024c%1024c' %}{% for i in (1..100000) %}{% assign x = 'now' | date: f %}{% endfor %}")]
    [InlineData("{% for i in (1..1000000) %}{{ i | date: '%1024Y' }}{% endfor %}")]
    [InlineData("{% for i in (1..10000000) %}{% cycle 'a', 'b' %}{% increment x %}{% endfor %}")]
    [InlineData("{% for i in (1..10000000) %}{% capture k %}{{ i }}{% endcapture %}{% cycle k: 1, 2 %}{% endfor %}")]
    [InlineData("{% for i in (1..10000000) %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}")]
    [InlineData("{% render 'bomb' %}")]
    [InlineData("{% include 'widen' %}")]
    [InlineData("{% assign a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% for i in (1..14) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..1000000) %}{% if a contains 'b' %}{% endif %}{% endfor %}")]
    [InlineData("{% assign a = 'a' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..1000000) %}{% assign n = a.size %}{% endfor %}")]
    [InlineData("{% assign a = '<' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..1000) %}{% assign n = a | strip_html %}{% assign n = a | escape_once %}{% assign n = a | truncatewords: 5 %}{% endfor %}")]
    public void Bombs_end_within_their_budget(string source)
    {
        var partials = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["p"] = "x",
            ["bomb"] = "{% render 'bomb' %}{% render 'bomb' %}",
            ["widen"] = "{% for i in (1..10) %}{% include 'widen' %}{% endfor %}",
        };
        var template = LiquidTemplate.Parse(source, _strict);
        var context = new LiquidContext
        {
            Data = new LiquidMembers { ["b"] = LiquidValue.From([LiquidValue.From(1)]) },
            Partials = new DictionaryTemplateSource(partials),
        };
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = template.Render(context, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(result.Error is { IsBudget: true } or { Code: LiquidErrorCode.Range }, $"{result.Error}: {result.Text.Length}");
        Assert.True(watch.Elapsed < _limits.MaxTime * 3, $"took {watch.Elapsed}");
        Assert.True(allocated < _limits.MaxMemoryBytes * 4, $"allocated {allocated:N0}");
    }

    [Fact]
    public async Task A_stream_ends_with_its_budget_as_a_value_too()
    {
        var template = LiquidTemplate.Parse("{% for i in (1..1000000000) %}{{ i }},{% endfor %}");
        var context = new LiquidContext { Limits = new LiquidLimits { MaxOutputBytes = 100_000 } };
        var writer = new StringWriter();
        var result = await template.RenderAsync(context, writer, TestContext.Current.CancellationToken);
        Assert.Equal(LiquidErrorCode.OutputBudget, result.Error?.Code);
        Assert.InRange(writer.GetStringBuilder().Length, 90_000, 100_000);
    }

    [Theory]
    [InlineData(LiquidErrorCode.StepBudget)]
    [InlineData(LiquidErrorCode.OutputBudget)]
    [InlineData(LiquidErrorCode.MemoryBudget)]
    [InlineData(LiquidErrorCode.TimeBudget)]
    public void Each_budget_can_be_the_one_that_ends_a_render(LiquidErrorCode code)
    {
        var wide = new LiquidLimits { MaxSteps = long.MaxValue / 2, MaxOutputBytes = 1L << 50, MaxMemoryBytes = 1L << 50, MaxTime = TimeSpan.FromMinutes(1) };
        var limits = code switch
        {
            LiquidErrorCode.StepBudget => wide with { MaxSteps = 1000 },
            LiquidErrorCode.OutputBudget => wide with { MaxOutputBytes = 1000 },
            LiquidErrorCode.MemoryBudget => wide with { MaxMemoryBytes = 1000 },
            _ => wide with { MaxTime = TimeSpan.FromMilliseconds(20) },
        };
        var template = LiquidTemplate.Parse(code == LiquidErrorCode.TimeBudget
            ? "{% for i in (1..1000000000) %}{% endfor %}"
            : "{% for i in (1..1000000000) %}{{ i | append: 'x' }}{% endfor %}");
        var result = template.Render(new LiquidContext { Limits = limits }, TestContext.Current.CancellationToken);
        Assert.Equal(code, result.Error?.Code);
    }

    [Fact]
    public void Nested_data_of_the_host_cannot_exhaust_the_stack()
    {
        var deep = LiquidValue.From([LiquidValue.From(1)]);
        for (var i = 0; i < Many; i++)
        {
            deep = LiquidValue.From([deep]);
        }

        foreach (var source in (string[])["{{ a }}", "{{ a | join }}", "{{ a | sum }}", "{% if a == b %}x{% endif %}", "{{ a | uniq }}", "{{ o }}"])
        {
            var data = new LiquidMembers
            {
                ["a"] = deep,
                ["b"] = LiquidValue.From([LiquidValue.From([deep.TryGetList(out var list) ? list[0] : default])]),
                ["o"] = LiquidValue.From((ILiquidObject)new LiquidMembers { ["x"] = deep }),
            };
            var result = LiquidTemplate.Parse(source, _strict).Render(new LiquidContext { Data = data }, TestContext.Current.CancellationToken);
            Assert.True(result.Error is { Code: LiquidErrorCode.DepthBudget } || source.Contains("==", StringComparison.Ordinal), $"{source}: {result.Error}");
        }
    }

    private static string Repeat(string first, string part) => first + string.Concat(Enumerable.Repeat(part, Many - 1));
}
