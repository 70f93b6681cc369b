using System.Diagnostics;
using System.Globalization;
using CrmPlatform.Liquid;
using CrmPlatform.Liquid.Bench;

// One JSON line for each measure: what one second of CPU time does, how many bytes one run allocates, and the floor.
var mail = LiquidTemplate.Parse(Samples.Mail);
var mailContext = Samples.MailContext();
var quote = LiquidTemplate.Parse(Samples.Quote);
var quoteContext = Samples.QuoteContext();
var formula = LiquidExpression.Parse("deal.amount | times: 1.2");
var deal = Samples.Deal();

Check(mail.Render(mailContext), "mail");
Check(quote.Render(quoteContext), "quote");
if (mail.Render(mailContext).Text.Length < 2048)
{
    throw new InvalidOperationException("the mail is to be 2 KB long");
}

Measure("liquid.mail.render", 100_000, 8 * 1024, () => mail.Render(mailContext));
Measure("liquid.quote.render", 8_000, null, () => quote.Render(quoteContext));
Measure("liquid.expression.evaluate", 1_000_000, null, () => formula.Evaluate(deal));
Measure("liquid.mail.parse", 40_000, null, () => LiquidTemplate.Parse(Samples.Mail));

static void Check(LiquidResult result, string name)
{
    if (!result.Succeeded)
    {
        throw new InvalidOperationException($"{name}: {result.Error}");
    }
}

static void Measure<T>(string name, double floor, long? mostBytes, Func<T> run)
{
    Repeat(run, TimeSpan.FromSeconds(1));
    var best = 0.0;
    var bytes = long.MaxValue;
    for (var round = 0; round < 5; round++)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (runs, seconds) = Repeat(run, TimeSpan.FromSeconds(0.6));
        bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / runs);
        best = Math.Max(best, runs / seconds);
    }

    var most = mostBytes is null ? "null" : mostBytes.Value.ToString(CultureInfo.InvariantCulture);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{{\"name\":\"{name}\",\"per_cpu_second\":{best:0},\"at_least\":{floor:0},\"bytes\":{bytes},\"bytes_at_most\":{most}}}"));
}

static (long Runs, double Seconds) Repeat<T>(Func<T> run, TimeSpan time)
{
    var process = Process.GetCurrentProcess();
    process.Refresh();
    var start = process.TotalProcessorTime;
    long runs = 0;
    TimeSpan used;
    do
    {
        for (var i = 0; i < 500; i++)
        {
            run();
        }

        runs += 500;
        process.Refresh();
        used = process.TotalProcessorTime - start;
    }
    while (used < time);
    return (runs, used.TotalSeconds);
}
