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

    /// <summary>A limit wider than the stack of a small thread: the stack is looked at too.</summary>
    [Theory]
    [InlineData("{% if a %}", "{% endif %}")]
    [InlineData("{% for a in (1..2) %}", "{% endfor %}")]
    [InlineData("{% case a %}{% when 1 %}", "{% endcase %}")]
    [InlineData("{% capture a %}", "{% endcapture %}")]
    public void A_stack_too_small_for_the_limit_is_an_error_too(string open, string close)
    {
        var options = new LiquidOptions { Limits = _limits with { MaxNesting = Many } };
        var brackets = "{{ " + Repeat("a[", "a[") + "1" + Repeat("]", "]") + " }}";
        var codes = new List<LiquidErrorCode?>();
        var small = new Thread(() => codes.AddRange(((string[])[Repeat(open, open) + Repeat(close, close), brackets])
            .Select(source => LiquidTemplate.TryParse(source, options, out _, out var error) ? null : error?.Code)), 512 * 1024);
        small.Start();
        small.Join();
        Assert.Equal([LiquidErrorCode.TooComplex, LiquidErrorCode.TooComplex], codes);
    }

    [Fact]
    public void Nested_keys_are_an_error_where_there_is_less_stack_than_there_was_to_parse_them()
    {
        const int Depth = 3_000;
        var source = "{{ " + string.Concat(Enumerable.Repeat("a[", Depth)) + "1" + new string(']', Depth) + " }}";
        LiquidTemplate? template = null;
        LiquidResult? result = null;
        var large = new Thread(() => template = LiquidTemplate.Parse(source, new LiquidOptions { Limits = _limits with { MaxNesting = Depth } }), 64 * 1024 * 1024);
        large.Start();
        large.Join();
        var small = new Thread(() => result = template!.Render(cancellationToken: TestContext.Current.CancellationToken), 256 * 1024);
        small.Start();
        small.Join();
        Assert.Equal(LiquidErrorCode.DepthBudget, result?.Error?.Code);
    }

    [Theory]
    [InlineData("{{ a", " | upcase", " }}")]
    [InlineData("{{ a", ".b", " }}")]
    [InlineData("{{ self", ".self", ".a }}")]
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
    [InlineData("{{ (1..1000000000) | concat: b | reverse | size }}")]
    [InlineData("{{ (1..1000000000) | concat: b | slice: 0, 1000000000 | size }}")]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}")]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..1000000000) reversed %}{% assign x = i %}{% endfor %}")]
    [InlineData("{% tablerow i in (1..1000000000) %}{% endtablerow %}")]
    [InlineData("{% render 'p' for (1..1000000000) %}")]
    [InlineData("{% assign a = (1..100000) | reverse %}{% assign c = (1..100000) | reverse %}{% for i in (1..1000) %}{% if a == c %}{% endif %}{% endfor %}")]
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
    [InlineData("{% tablerow i in (1..1000000000) cols: 1 %}{{ i }}{% endtablerow %}")]
    [InlineData("{% assign a = 'x,x' %}{% for i in (1..100) %}{% assign a = a | split: ',' | join: ',x,x,' | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'x,' %}{% for i in (1..100) %}{% assign a = a | append: a %}{% assign b = a | split: ',' | sort | uniq | size %}{% endfor %}")]
    [InlineData("{% assign a = 'x' | split: '' %}{% for i in (1..100) %}{% assign a = a | concat: a %}{% assign t = a | upcase %}{% endfor %}")]
    [InlineData("{% assign f = '%1000000000d' %}{% for i in (1..100) %}{% assign f = f | append: f %}{% endfor %}{{ 'now' | date: f }}")]
    [InlineData("{% for i in (1..100000000) %}{{ 'now' | date: '%1000000000d' }}{% endfor %}")]
    [InlineData("{% assign a = '9' %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}")]
    [InlineData("{% assign a = '9' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..100000000) %}{% if a contains '8' %}{% endif %}{% endfor %}")]
    [InlineData("{% include 'twice' %}")]
    [InlineData("{% assign a = (1..1000000) | reverse %}{% for i in a %}{% capture k %}{{ i }}{% endcapture %}{% cycle k: 1, 2 %}{% endfor %}{{ (1..1000000000) | uniq }}")]
    [InlineData("{% render 'rows' for (1..1000000000) as i %}")]
    public void Bombs_end_within_their_budget(string source)
    {
        foreach (var options in (LiquidOptions[])[_strict, _lax])
        {
            Detonate(source, options);
        }
    }

    /// <summary>A pattern that .NET's own search compares almost whole at every second place: half a minute at least.</summary>
    [Theory]
    [InlineData("{% if t contains p %}{% endif %}")]
    [InlineData("{{ t | replace: p, '' | size }}")]
    [InlineData("{{ t | replace_last: p, '' | size }}")]
    [InlineData("{{ t | split: p | size }}")]
    [InlineData("{{ t | map: p | size }}")]
    public void A_long_pattern_cannot_hang_a_search(string use)
    {
        var template = LiquidTemplate.Parse(
            "{% assign a = 'ababababab' %}{% for i in (1..16) %}{% assign a = a | append: a %}{% endfor %}{% assign p = a | append: 'bb' | append: a %}{% assign t = a | append: a %}{% assign t = t | append: t %}" + use, Templates.Plain);
        var watch = Stopwatch.StartNew();
        template.Render(cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(watch.Elapsed < LiquidLimits.Default.MaxTime * 3, $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_width_is_bounded()
    {
        Assert.Equal(1024, Templates.Text("{{ 'now' | date: '%1000000000d' }}").Length);
        Assert.Equal(1024, Templates.Text("{{ 'now' | date: '%99999999999999999999999999N' }}").Length);
    }

    [Theory]
    [InlineData("{{ 9 | plus: digits }}", "number out of range")]
    [InlineData("{{ 'x' | slice: digits }}", "invalid integer")]
    [InlineData("{% for i in (1..digits) %}{% endfor %}", "number out of range")]
    public void A_text_of_a_million_digits_is_no_number(string source, string message)
    {
        var data = new LiquidMembers { ["digits"] = LiquidValue.From(new string('9', 1_000_000)) };
        var result = LiquidTemplate.Parse(source).Render(new LiquidContext { Data = data }, TestContext.Current.CancellationToken);
        Assert.Equal(message, result.Error?.Message);
        Assert.False(LiquidTemplate.TryParse("{{ " + new string('9', 500_000) + " }}", null, out _, out var error));
        Assert.Equal(LiquidErrorCode.Range, error.Code);
    }

    [Fact]
    public async Task A_list_of_values_that_are_always_still_to_come_ends_with_the_budget()
    {
        foreach (var source in (string[])["{% for x in list %}{{ x }}{% endfor %}", "{{ list | join }}", "{{ list | sort | first }}", "{% tablerow x in list %}{{ x }}{% endtablerow %}"])
        {
            var data = new LiquidMembers { ["list"] = LiquidValue.From(new EndlessList()) };
            var context = new LiquidContext { Data = data, Limits = new LiquidLimits { MaxTime = TimeSpan.FromSeconds(2) } };
            var watch = Stopwatch.StartNew();
            var result = await LiquidTemplate.Parse(source).RenderAsync(context, TestContext.Current.CancellationToken);
            Assert.True(result.Error?.IsBudget, $"{source}: {result.Error}");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{source} took {watch.Elapsed}");
        }
    }

    [Theory]
    [InlineData("(1..1000000000) | sort")]
    [InlineData("(1..1000000000) | map: 1 | sum")]
    [InlineData("(1..1000000000) | reverse | concat: (1..2) | size")]
    [InlineData("(1..2000000) == (1..2000001) or ((1..20000000) | reverse | uniq | size) > 0")]
    [InlineData("big | replace: '', big | size")]
    [InlineData("big | split: '' | join: big")]
    [InlineData("(big | append: big | append: big | append: big | split: 'x' | join: big | upcase)")]
    public void Bombs_in_expressions_are_values_too(string source)
    {
        var data = new LiquidMembers { ["big"] = LiquidValue.From(new string('x', 1_000_000)) };
        var watch = Stopwatch.StartNew();
        var result = LiquidExpression.Parse(source).Evaluate(data, TestContext.Current.CancellationToken);
        Assert.True(result.Error?.IsBudget, $"{result.Error}");
        Assert.True(watch.Elapsed < LiquidLimits.Default.MaxTime * 3, $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_list_of_the_host_is_not_copied_each_time_it_is_named()
    {
        var numbers = new int[100_000];
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["xs"] = numbers, ["deep"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["xs"] = numbers } };
        var template = LiquidTemplate.Parse("{% for i in (1..1000) %}{% assign n = xs.size %}{% assign n = deep.xs.size %}{% endfor %}{{ n }}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("100000", template.Render(data, TestContext.Current.CancellationToken).Text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
    }

    private static void Detonate(string source, LiquidOptions options)
    {
        var partials = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["p"] = "x",
            ["bomb"] = "{% render 'bomb' %}{% render 'bomb' %}",
            ["twice"] = "{% include 'twice' %}{% include 'twice' %}",
            ["rows"] = "{% tablerow j in (1..1000000) cols: 2 %}{{ i }}{% endtablerow %}",
            ["widen"] = "{% for i in (1..10) %}{% include 'widen' %}{% endfor %}",
        };
        var template = LiquidTemplate.Parse(source, options);
        var context = new LiquidContext
        {
            Data = new LiquidMembers { ["b"] = LiquidValue.From([LiquidValue.From(1)]) },
            Partials = new DictionaryTemplateSource(partials),
        };
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = template.Render(context, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(result.Errors is [.., { IsBudget: true } or { Code: LiquidErrorCode.Range }], $"{result.Error}: {result.Text.Length}");
        Assert.True(watch.Elapsed < _limits.MaxTime * 3, $"took {watch.Elapsed}");
        Assert.True(allocated < _limits.MaxMemoryBytes + (1 << 16), $"allocated {allocated:N0}: more than the budget and what .NET keeps for ever at a first use");
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

    private sealed class EndlessList : LiquidList
    {
        public override int Count => int.MaxValue;

        public override LiquidValue this[int index] => LiquidValue.Deferred(_ => ValueTask.FromResult(LiquidValue.From(index)));
    }

    private static string Repeat(string first, string part) => first + string.Concat(Enumerable.Repeat(part, Many - 1));
}
