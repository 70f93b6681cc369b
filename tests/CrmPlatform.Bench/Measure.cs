using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CrmPlatform.Bench;

/// <summary>Times and prints: one JSON object a line.</summary>
internal static class Measure
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static void Print(object line) => Console.WriteLine(JsonSerializer.Serialize(line, _json));

    /// <summary>
    /// Milliseconds of each call, sorted, by kind of call. The kinds take turns, so that what else goes on in the machine meets
    /// them all alike; the first calls warm up and are not counted.
    /// </summary>
    public static async Task<double[][]> InTurnsAsync(int calls, params Func<int, Task>[] kinds)
    {
        for (var i = 0; i < Math.Max(100, calls / 5); i++)
        {
            foreach (var kind in kinds)
            {
                await kind(i);
            }
        }

        var times = kinds.Select(_ => new double[calls]).ToArray();
        for (var i = 0; i < calls; i++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var start = Stopwatch.GetTimestamp();
                await kinds[kind](i);
                times[kind][i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.ForEach(times, Array.Sort);
        return times;
    }

    public static double Percentile(double[] sorted, double share) =>
        Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))], 3);

    /// <summary>
    /// Prints our times against bare SQL in this process, and against bare SQL behind the thinnest HTTP server, at the median and
    /// at the 95th percentile, with the figure to hold.
    /// </summary>
    public static void Ratios(string name, string database, double[][] times, double atMost)
    {
        var (ours, thin, bare) = (times[0], times[1], times[2]);
        Print(new
        {
            name,
            database,
            medianMs = Percentile(ours, 0.5),
            p95Ms = Percentile(ours, 0.95),
            overHttpMedianMs = Percentile(thin, 0.5),
            overHttpP95Ms = Percentile(thin, 0.95),
            bareMedianMs = Percentile(bare, 0.5),
            bareP95Ms = Percentile(bare, 0.95),
            medianToBare = Ratio(ours, bare, 0.5),
            p95ToBare = Ratio(ours, bare, 0.95),
            medianToBareOverHttp = Ratio(ours, thin, 0.5),
            p95ToBareOverHttp = Ratio(ours, thin, 0.95),
            atMost,
            load = Load(),
        });
    }

    /// <summary>Processes that wanted a core in the last minute.</summary>
    public static double Load() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Seconds that ended child processes were on a core, in hundredths.</summary>
    public static double CpuOfChildren()
    {
        // Behind the name, which may hold spaces: from field 3 on; cutime and cstime are fields 16 and 17, in ticks of 10 ms.
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture)
            + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static double Ratio(double[] ours, double[] theirs, double share) =>
        Math.Round(Percentile(ours, share) / Percentile(theirs, share), 2);
}
