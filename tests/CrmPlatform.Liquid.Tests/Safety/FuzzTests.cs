using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Liquid.Tests.Language;

namespace CrmPlatform.Liquid.Tests.Safety;

/// <summary>
/// Generated and mutated templates: nothing but the engine's own exception may come out of parsing, nothing at all
/// out of rendering, within the budgets of time and memory. The normal run lasts about 20 seconds of CPU time;
/// LIQUID_FUZZ=1000000 runs as many templates as it says, 500 of each seed from LIQUID_FUZZ_SEED or 1 on; such a run
/// needs CRM_TEST_MINUTES too.
/// </summary>
public sealed class FuzzTests
{
    private static readonly LiquidLimits _limits = new() { MaxSteps = 20_000, MaxMemoryBytes = 1 << 20, MaxOutputBytes = 1 << 16, MaxTime = TimeSpan.FromSeconds(2), MaxDepth = 20 };
    private static readonly JsonElement _data = JsonDocument.Parse("""
        {"a":1,"b":{"c":2.5},"list":[3,1,"x",null,[1,[2]],{"x":1}],"obj":{"x":"y","list":[{"x":1},{"x":2}],"size":4},"text":"list","n":2,"date":"2024-05-06 07:08","a-b":true,"deep":[[[[[1]]]]]}
        """).RootElement;

    private static readonly DictionaryTemplateSource _partials = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["p"] = "{{ x }}{% include 'q' %}",
        ["q"] = "{{ q }}{% for i in (1..2) %}{% render 'p', x: i %}{% endfor %}",
        ["list"] = "{% include 'list' %}",
    });

    private static readonly LiquidOptions[] _options = [.. Enumerable.Range(0, 8).Select(i => new LiquidOptions
    {
        Mode = (LiquidMode)(i & 1),
        Limits = _limits,
        EncodeHtml = (i & 2) == 0,
        StrictVariables = (i & 4) != 0,
    })];

    private static readonly LiquidContext _context = new() { Data = LiquidValue.FromJson(_data).TryGetObject(out var data) ? data : null, Partials = _partials };

    [Fact]
    public void No_template_breaks_the_engine()
    {
        var wanted = Setting("LIQUID_FUZZ", 0);
        var start = Process.GetCurrentProcess().TotalProcessorTime;
        var seeds = GoldenSuite.Cases.Values.Select(test => test.GetProperty("template").GetString()!).DefaultIfEmpty("{{ a }}").ToArray();
        long done = 0;
        long parsed = 0;
        var worst = new Worst();
        for (var seed = wanted == 0 ? Random.Shared.Next() & 0xFFFFFF : Setting("LIQUID_FUZZ_SEED", 1); ; seed++)
        {
            var generator = new TemplateGenerator(seed);
            for (var i = 0; i < 500; i++, done++)
            {
                var source = i % 3 == 0 ? generator.Mutate(seeds[(seed + i) % seeds.Length]) : generator.Next();
                parsed += Try(source, _options[(seed + i) & 7], worst) ? 1 : 0;
                TryExpression(generator.Expression());
            }

            var used = Process.GetCurrentProcess().TotalProcessorTime - start;
            if (wanted == 0 ? used > TimeSpan.FromSeconds(20) : done >= wanted)
            {
                break;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} templates, {parsed} parsed, slowest {worst.Time.TotalMilliseconds:0} ms, most allocated by a render {worst.Allocated:N0} bytes"));
        Assert.True(parsed > done / 4, $"{parsed} of {done} parsed: the generator makes too little sense");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static bool Try(string source, LiquidOptions options, Worst worst)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            if (!LiquidTemplate.TryParse(source, options, out var template, out var error))
            {
                Assert.True(error.Line > 0 && error.Column > 0, $"no place: {error}");
                return false;
            }

            template.Lint();
            watch.Restart();
            var (result, allocated) = Measure(template);
            worst.Allocated = Math.Max(worst.Allocated, allocated);
            Assert.True(allocated <= _limits.MaxMemoryBytes, $"allocated {allocated:N0}");
            Assert.True(watch.Elapsed < _limits.MaxTime * 10, $"took {watch.Elapsed}, far more than {_limits.MaxTime} even on a busy machine");
            Assert.True(System.Text.Encoding.UTF8.GetByteCount(result.Text) <= _limits.MaxOutputBytes, "more output than allowed");
            Assert.True(result.Error is null || result.Error.Line > 0, $"no place: {result.Error}");
            if ((source.Length & 15) == 0 && result.Error is null)
            {
                var writer = new StringWriter();
                template.Render(_context, writer, TestContext.Current.CancellationToken);
                Assert.Equal(result.Text, writer.ToString());
            }

            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{options.Mode}: {JsonSerializer.Serialize(source)}", fault);
        }
        finally
        {
            worst.Time = watch.Elapsed > worst.Time ? watch.Elapsed : worst.Time;
        }
    }

    /// <summary>A render and what .NET allocated for it. What .NET keeps for ever at a first use is no part of it: hence a second try.</summary>
    private static (LiquidResult Result, long Allocated) Measure(LiquidTemplate template)
    {
        var (result, allocated) = MeasureOnce(template);
        return allocated <= _limits.MaxMemoryBytes ? (result, allocated) : MeasureOnce(template);
    }

    private static (LiquidResult Result, long Allocated) MeasureOnce(LiquidTemplate template)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = template.Render(_context, TestContext.Current.CancellationToken);
        return (result, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Worst
    {
        public TimeSpan Time { get; set; }

        public long Allocated { get; set; }
    }

    private static void TryExpression(string source)
    {
        try
        {
            if (LiquidExpression.TryParse(source, null, out var expression, out _))
            {
                var check = expression.Check(new LiquidShape { IsOpen = true });
                var result = expression.Evaluate(LiquidValue.FromJson(_data).TryGetObject(out var data) ? data : new LiquidMembers(), TestContext.Current.CancellationToken);
                var fits = check.Type.Kind switch
                {
                    _ when result.Error is not null || result.Value.IsNil || !check.Succeeded => true,
                    LiquidTypeKind.Number => result.Value.Kind == LiquidKind.Number,
                    LiquidTypeKind.Text => result.Value.Kind == LiquidKind.Text,
                    LiquidTypeKind.Boolean => result.Value.Kind == LiquidKind.Boolean,
                    LiquidTypeKind.Date => result.Value.Kind == LiquidKind.Date,
                    _ => true,
                };
                Assert.True(fits, $"checked as {check.Type}, came to {result.Value.Kind}");
            }
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"expression {JsonSerializer.Serialize(source)}", fault);
        }
    }
}
