using System.Diagnostics;
using System.Text.Json;

namespace CrmPlatform.Bench;

/// <summary>Times and prints: one JSON object a line.</summary>
internal static class Measure
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static void Print(object line) => Console.WriteLine(JsonSerializer.Serialize(line, _json));

    /// <summary>Milliseconds of each call, sorted; the first calls warm up and are not counted.</summary>
    public static async Task<double[]> EachAsync(int calls, Func<int, Task> call)
    {
        for (var i = 0; i < Math.Max(20, calls / 10); i++)
        {
            await call(i);
        }

        var times = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await call(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    public static double Percentile(double[] sorted, double share) =>
        Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))], 3);

    /// <summary>Prints a ratio of two series, at the median and at the 95th percentile, against the figure to hold.</summary>
    public static void Ratio(string name, string database, double[] ours, double[] bare, double atMost) => Print(new
    {
        name,
        database,
        medianMs = Percentile(ours, 0.5),
        p95Ms = Percentile(ours, 0.95),
        bareMedianMs = Percentile(bare, 0.5),
        bareP95Ms = Percentile(bare, 0.95),
        ratio = Math.Round(Percentile(ours, 0.95) / Percentile(bare, 0.95), 2),
        medianRatio = Math.Round(Percentile(ours, 0.5) / Percentile(bare, 0.5), 2),
        atMost,
    });
}
