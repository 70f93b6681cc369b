using System.Diagnostics;
using System.Globalization;
using System.Text;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Hosting;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>Processes that die without a word, as a power cut would have it, and what the next one makes of it.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int Rows = 30_000;
    private readonly string _data = Directory.CreateTempSubdirectory("crm-kill-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_host_killed_in_the_middle_of_an_import_goes_on_with_it_when_it_starts_again()
    {
        await SetUpAsync();
        await File.WriteAllTextAsync(Path.Combine(_data, "many.csv"), Many(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_data, "map.json"),
            """{ "type": "Company", "match": "key", "fields": { "key": { "column": "no" }, "name": { "column": "name" } } }""",
            TestContext.Current.CancellationToken);

        using (var host = CommandRun.Start(_data, "serve", "--urls", "http://127.0.0.1:0"))
        {
            await UntilAsync(() => HostLink.Find(_data) is not null);
            var import = CommandRun.OfAsync(_data, ["import", "many.csv", "--map", "map.json"]);
            await UntilAsync(async () => await CountAsync() > 0);
            await KillAsync(host);
            var cut = await import;
            Assert.Equal(1, cut.ExitCode);
            Assert.Contains("host.gone:", cut.Error, StringComparison.Ordinal);
        }

        Assert.InRange(await CountAsync(), 1, Rows - 1);
        using (var host = CommandRun.Start(_data, "serve", "--urls", "http://127.0.0.1:0"))
        {
            try
            {
                // Not before it has the directory: a command would take it from under its feet.
                await UntilAsync(() => HostLink.Find(_data) is not null);
                await UntilAsync(async () => await CountAsync() == Rows);
            }
            finally
            {
                await KillAsync(host);
            }
        }

        // Each row once, in the one act that it began as.
        var again = await CommandRun.HereAsync(_data, "import", "many.csv", "--map", "map.json", "--json");
        Assert.Equal((0L, (long)Rows), (again.Json.GetProperty("created").GetInt64(), again.Json.GetProperty("unchanged").GetInt64()));
        var acts = (await CommandRun.HereAsync(_data, "acts", "--json")).Json.EnumerateArray().Where(a => a.GetProperty("kind").GetString() == "import").ToList();
        Assert.Equal(Rows, Assert.Single(acts, a => a.GetProperty("created").GetInt64() > 0).GetProperty("created").GetInt64());
    }

    [Theory]
    [InlineData("tenants/default")]
    [InlineData("tenants/default/crm.db-wal")]
    public async Task A_set_up_that_was_killed_is_finished_by_running_it_again(string sign)
    {
        using (var setup = CommandRun.Start(_data, SetupArguments))
        {
            await UntilAsync(() => Path.Exists(Path.Combine(_data, sign)) || setup.HasExited);
            await KillAsync(setup);
        }

        var state = (await CommandRun.HereAsync(_data, "tenant", "list", "--json")).Json[0].GetProperty("state").GetString();
        var second = await CommandRun.HereAsync(_data, SetupArguments);
        Assert.True(second.ExitCode == (state == "running" ? 1 : 0), second.Error);
        var key = await CommandRun.HereAsync(_data, "api-key", "create", "--email", TestHost.Email, "--name", "x", "--json");
        Assert.True(key.ExitCode == 0, key.Error);
    }

    private static string[] SetupArguments => ["setup", "--recipe", "b2b-sales", "--email", TestHost.Email, "--password", TestHost.Password];

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task SetUpAsync()
    {
        var setup = await CommandRun.HereAsync(_data, SetupArguments);
        Assert.True(setup.ExitCode == 0, setup.Error);
    }

    private static string Many()
    {
        var csv = new StringBuilder("no,name\n");
        for (var i = 1; i <= Rows; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{i},Company {i}\n");
        }

        return csv.ToString();
    }

    private async Task<long> CountAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_data, "count.json"), """{"type":"Company","aggregates":[{"fn":"count"}]}""", TestContext.Current.CancellationToken);
        var count = await CommandRun.HereAsync(_data, "query", "count.json");
        return count.ExitCode == 0 ? count.Json.GetProperty("rows")[0].GetProperty("count").GetInt64() : 0;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Looks again until it holds: another process is watched, which gives no sign.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(2), "waited too long");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
