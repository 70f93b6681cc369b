using System.Buffers;
using System.Text;

namespace CrmPlatform.Liquid.Tests.Api;

public sealed class RenderingTests
{
    private static readonly LiquidTemplate _long = LiquidTemplate.Parse("{% for i in (1..20000) %}{{ i }}, ä😀{% endfor %}", Templates.Plain);

    [Fact]
    public async Task Every_way_to_render_gives_the_same()
    {
        var token = TestContext.Current.CancellationToken;
        var expected = _long.Render(cancellationToken: token).Text;
        Assert.True(expected.Length > 100_000);

        var writer = new StringWriter();
        Assert.True(_long.Render(null, writer, token).Succeeded);
        var bytes = new ArrayBufferWriter<byte>();
        Assert.True(_long.Render(null, bytes, token).Succeeded);
        var asyncWriter = new StringWriter();
        Assert.True((await _long.RenderAsync(null, asyncWriter, token)).Succeeded);
        var asyncBytes = new ArrayBufferWriter<byte>();
        var flushes = 0;
        ValueTask Flush()
        {
            flushes++;
            return ValueTask.CompletedTask;
        }

        Assert.True((await _long.RenderAsync(null, asyncBytes, _ => Flush(), token)).Succeeded);

        Assert.Equal(expected, writer.ToString());
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes.WrittenSpan));
        Assert.Equal(expected, asyncWriter.ToString());
        Assert.Equal(expected, Encoding.UTF8.GetString(asyncBytes.WrittenSpan));
        Assert.Equal(expected, (await _long.RenderAsync(cancellationToken: token)).Text);
        Assert.True(flushes > 5, "a stream is flushed piece by piece");
    }

    [Fact]
    public async Task Streaming_hands_over_pieces_before_the_end()
    {
        var writer = new PieceWriter();
        await _long.RenderAsync(null, writer, TestContext.Current.CancellationToken);
        Assert.True(writer.Pieces > 5);
        Assert.True(writer.Largest < 40_000);
    }

    [Fact]
    public async Task A_template_is_rendered_by_many_threads_at_once()
    {
        var template = LiquidTemplate.Parse("{% assign x = n | times: 2 %}{% for i in (1..n) %}{% increment c %}{% cycle 'a','b' %}{% endfor %}{{ x }}", Templates.Plain);
        var token = TestContext.Current.CancellationToken;
        await Parallel.ForAsync(1, 200, token, (n, _) =>
        {
            var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["n"] = n };
            var text = template.Render(data, token).Text;
            Assert.EndsWith((n * 2).ToString(System.Globalization.CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
            Assert.StartsWith("0a", text, StringComparison.Ordinal);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Asynchronous_rendering_costs_nothing_when_nothing_is_deferred()
    {
        var template = LiquidTemplate.Parse("{% for i in list %}{{ i | times: 2 }}{{ record.name | upcase }}{% endfor %}", Templates.Plain);
        var context = LiquidContext.FromJson(System.Text.Json.JsonDocument.Parse("""{"list":[1,2,3],"record":{"name":"n"}}""").RootElement);
        var token = TestContext.Current.CancellationToken;
        long Allocated(Func<LiquidResult> render)
        {
            Assert.Equal("2N4N6N", render().Text);
            var before = GC.GetAllocatedBytesForCurrentThread();
            render();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        LiquidResult Asynchronous()
        {
            var render = template.RenderAsync(context, token);
            Assert.True(render.IsCompletedSuccessfully);
            return render.Result;
        }

        Assert.Equal(Allocated(() => template.Render(context, token)), Allocated(Asynchronous));
    }

    [Fact]
    public async Task Deferred_values_are_fetched_once_and_only_when_read()
    {
        var fetched = new List<string>();
        var data = new LazyRecord(fetched);
        var template = LiquidTemplate.Parse(
            "{% for i in (1..3) %}{% capture c %}{{ record.name }}{{ i }}{% endcapture %}{{ c }};{% endfor %}{% if record.name == 'n' %}{{ record.list | join: '+' }}{% endif %}{% for x in record.list %}{{ x }}{% endfor %}{{ record.owner.city | upcase }}",
            Templates.Plain);
        var context = new LiquidContext { Data = new LiquidMembers { ["record"] = LiquidValue.From((ILiquidObject)data) } };
        var result = await template.RenderAsync(context, TestContext.Current.CancellationToken);
        Assert.Equal("n1;n2;n3;1+212CITY", result.Text);
        Assert.Equal(["name", "list", "owner", "city"], fetched);
    }

    [Fact]
    public async Task Deferred_items_and_members_work_in_filters_and_streams()
    {
        LiquidValue Later(LiquidValue value) => LiquidValue.Deferred(async token =>
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return value;
        });
        var rows = Enumerable.Range(1, 5).Select(i => LiquidValue.From((ILiquidObject)new LiquidMembers { ["n"] = Later(LiquidValue.From(i)) })).ToArray();
        var data = new LiquidMembers { ["rows"] = Later(LiquidValue.From(rows)), ["plain"] = LiquidValue.From([Later(LiquidValue.From(3)), Later(LiquidValue.From(1))]) };
        var template = LiquidTemplate.Parse("{{ rows | map: 'n' | sum }} {{ rows | sort: 'n' | reverse | map: 'n' | join }} {{ plain | sort | join }} {{ plain }} {{ rows | where: 'n', 2 | size }}", Templates.Plain);
        var writer = new StringWriter();
        var result = await template.RenderAsync(new LiquidContext { Data = data }, writer, TestContext.Current.CancellationToken);
        Assert.Null(result.Error);
        Assert.Equal("15 5 4 3 2 1 1 3 31 1", writer.ToString());
    }

    [Fact]
    public async Task A_deferred_value_that_never_comes_ends_with_the_time_budget()
    {
        var never = new TaskCompletionSource<LiquidValue>();
        var context = new LiquidContext
        {
            Data = new LiquidMembers { ["x"] = LiquidValue.Deferred(_ => new ValueTask<LiquidValue>(never.Task)) },
            Limits = new LiquidLimits { MaxTime = TimeSpan.FromMilliseconds(50) },
        };
        var writer = new StringWriter();
        var result = await LiquidTemplate.Parse("a\n {{ x }}").RenderAsync(context, writer, TestContext.Current.CancellationToken);
        Assert.Equal((LiquidErrorCode.TimeBudget, 2), (result.Error?.Code, result.Error?.Line ?? 0));
        Assert.Equal("a\n ", writer.ToString());
    }

    [Fact]
    public void A_deferred_value_in_a_render_that_cannot_wait_is_an_error_value()
    {
        var data = new LiquidMembers { ["x"] = LiquidValue.Deferred(_ => ValueTask.FromResult(LiquidValue.From(1))) };
        var result = LiquidTemplate.Parse("a{{ x }}").Render(new LiquidContext { Data = data }, TestContext.Current.CancellationToken);
        Assert.Equal((LiquidErrorCode.AsyncRequired, "a"), (result.Error?.Code, result.Text));
    }

    [Fact]
    public void A_value_still_to_be_fetched_can_be_looked_at_without_harm()
    {
        var value = LiquidValue.From([LiquidValue.Deferred(_ => ValueTask.FromResult(LiquidValue.From(1)))]);
        Assert.Equal(string.Empty, value.ToString());
        Assert.False(value == LiquidValue.From([LiquidValue.From(1)]));
    }

    [Fact]
    public void A_cancelled_render_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => _long.Render(cancellationToken: source.Token));
    }

    [Fact]
    public void A_type_that_is_not_a_liquid_value_is_refused_rather_than_reflected_upon()
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = new StringBuilder("secret") };
        Assert.Throws<ArgumentException>(() => LiquidTemplate.Parse("{{ x.Length }}").Render(data, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Own_filters_and_tags_can_be_registered()
    {
        var options = new LiquidOptions
        {
            EncodeHtml = false,
            Filters = LiquidOptions.StandardFiltersAnd(new LiquidFilterDefinition(
                "money", Money, 1, 1)
            { Keywords = ["sign"] }),
            Tags = LiquidOptions.StandardTagsAnd(
                LiquidTagDefinition.Inline("hello", parser => new Hello(parser.ParseFiltered())),
                LiquidTagDefinition.Block("repeat", parser => new Repeat(parser.ParseTerm()))),
        };
        var template = LiquidTemplate.Parse("{{ 5 | money: 'EUR', sign: '!' }} {% hello 'you' | upcase %} {% repeat 3 %}{% increment i %}{% if i == 2 %}x{% endif %}{% endrepeat %}", options);
        Assert.Equal("5 EUR! Hello YOU {01x2}", template.Render(cancellationToken: TestContext.Current.CancellationToken).Text);
        Assert.Equal("money", Assert.Throws<LiquidException>(() => LiquidTemplate.Parse("{{ 5 | mony: 'EUR' }}", options)).Error.Suggestion);
    }

    private static LiquidValue Money(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.From($"{input.ToText(context)} {arguments[0].ToText(context)}{arguments["sign"].ToText(context)}");

    private sealed class Hello(LiquidTerm name) : LiquidTag
    {
        public override void Render(LiquidRenderContext context)
        {
            var text = name.Evaluate(context).ToText(context);
            context.WriteRaw("Hello ");
            context.Write(LiquidValue.From(text));
        }
    }

    private sealed class Repeat(LiquidTerm times) : LiquidBlock
    {
        public override bool CapturesBody => true;

        public override bool Runs(LiquidRenderContext context, int runs) =>
            times.Evaluate(context).TryGetNumber(out var number) && runs < number;

        public override void Complete(LiquidRenderContext context, string body) => context.WriteRaw("{" + body + "}");
    }

    private sealed class LazyRecord(List<string> fetched) : ILiquidObject
    {
        public bool TryGet(string name, out LiquidValue value)
        {
            value = LiquidValue.Deferred(async token =>
            {
                await Task.Delay(1, token);
                fetched.Add(name);
                return name switch
                {
                    "list" => LiquidValue.From([LiquidValue.From(1), LiquidValue.From(2)]),
                    "owner" => LiquidValue.From((ILiquidObject)this),
                    _ => LiquidValue.From(name == "name" ? "n" : name),
                };
            });
            return true;
        }
    }

    private sealed class PieceWriter : StringWriter
    {
        public int Pieces { get; private set; }

        public int Largest { get; private set; }

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            Pieces++;
            Largest = Math.Max(Largest, buffer.Length);
            return Task.CompletedTask;
        }
    }
}
