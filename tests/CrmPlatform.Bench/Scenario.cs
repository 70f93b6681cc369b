using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace CrmPlatform.Bench;

/// <summary>One database: import a million contacts, then list, get, update and search them through HTTP.</summary>
internal sealed class Scenario(string program, string data, BareDatabase bare, string[] setupArguments, int rows, string csv)
{
    private const string Password = "Bench-pass-2026!";
    private const string Records = "/api/content/Contact/";
    private const string Email = "bench@example.com";
    private static readonly string[] _columns = ["name", "company", "jobTitle", "phone", "email", "owner", "nextStepOn"];

    public async Task RunAsync()
    {
        await using var host = new HostProcess(program, data);
        await host.RunAsync(["setup", "--recipe", "b2b-sales", "--email", Email, "--password", Password, .. setupArguments]);
        await ImportAsync(host);
        var key = (await host.RunJsonAsync("api-key", "create", "--email", Email, "--name", "bench")).GetProperty("key").GetString()!;
        await StartAsync(host);
        using var client = new HttpClient { BaseAddress = host.Server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await using var thinServer = new ServerProcess("/get/1", address => [typeof(BareServer).Assembly.Location, "--bare", address.ToString(), .. bare.Arguments]);
        await thinServer.StartAsync();
        using var thin = new HttpClient { BaseAddress = thinServer.Address };
        await using var connection = bare.OpenProduct();
        await ListAsync(client, thin, connection);
        await GetAsync(client, thin, connection);
        await UpdateAsync(client, thin, connection);
        await SearchAsync(client);
    }

    private async Task ImportAsync(HostProcess host)
    {
        var map = Path.Combine(Path.GetDirectoryName(csv)!, "contacts.import.json");
        await File.WriteAllTextAsync(map, ContactFile.Mapping);
        // Before and after, since what else goes on in the machine changes.
        var before = bare.InsertAll(rows);
        var (start, spent) = (Stopwatch.GetTimestamp(), Measure.CpuOfChildren());
        var result = await host.RunJsonAsync("import", csv, "--map", map);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var cpu = Measure.CpuOfChildren() - spent;
        if (result.GetProperty("created").GetInt64() != rows)
        {
            throw new InvalidOperationException("The import did not take every row: " + result);
        }

        var after = bare.InsertAll(rows);
        var (bareSeconds, bareCpu) = ((before.Seconds + after.Seconds) / 2, (before.Cpu + after.Cpu) / 2);
        Measure.Print(new
        {
            name = "import",
            database = bare.Name,
            rowsPerSecond = Math.Round(rows / seconds),
            bareRowsPerSecond = Math.Round(rows / bareSeconds),
            ratio = Math.Round(seconds / bareSeconds, 2),
            cpuMicrosecondsPerRow = Math.Round(cpu * 1e6 / rows, 1),
            bareCpuMicrosecondsPerRow = Math.Round(bareCpu * 1e6 / rows, 1),
            cpuRatio = Math.Round(cpu / bareCpu, 2),
            atMost = 4.0,
            load = Measure.Load(),
        });
    }

    private async Task StartAsync(HostProcess host)
    {
        var starts = new double[9];
        for (var i = 0; i < starts.Length; i++)
        {
            await host.Server.DisposeAsync();
            starts[i] = await host.Server.StartAsync();
        }

        Array.Sort(starts);
        Measure.Print(new
        {
            name = "start to first page",
            database = bare.Name,
            medianMs = Math.Round(starts[starts.Length / 2]),
            bestMs = Math.Round(starts[0]),
            atMost = 1500,
            load = Measure.Load(),
        });
        await Task.Delay(TimeSpan.FromSeconds(3));
        Measure.Print(new { name = "idle process", database = bare.Name, MiB = host.Server.ResidentMiB(), atMost = 150 });
    }

    private async Task ListAsync(HttpClient client, HttpClient thin, DbConnection connection)
    {
        var owners = bare.SomeIds(connection, "employee", 50);
        var times = await Measure.InTurnsAsync(
            1_000,
            async i =>
            {
                using var response = await client.PostAsJsonAsync("/api/query", new
                {
                    type = "Contact",
                    where = new { field = "owner", value = owners[i % owners.Count] },
                    columns = _columns,
                    sort = new[] { "name" },
                    limit = 50,
                });
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            },
            async i => await thin.GetByteArrayAsync(Of("/list/", owners[i % owners.Count])),
            i => Task.FromResult(bare.List(connection, owners[i % owners.Count])));
        Measure.Ratios("list of 50", bare.Name, times, 3);
    }

    private async Task GetAsync(HttpClient client, HttpClient thin, DbConnection connection)
    {
        var ids = bare.SomeIds(connection, "contact", 5_000);
        var times = await Measure.InTurnsAsync(
            2_000,
            async i => await client.GetByteArrayAsync(Of(Records, ids[i * 7 % ids.Count])),
            async i => await thin.GetByteArrayAsync(Of("/get/", ids[i * 7 % ids.Count])),
            i => Task.FromResult(bare.Get(connection, ids[i * 7 % ids.Count])));
        Measure.Ratios("get one", bare.Name, times, 3);
    }

    private async Task UpdateAsync(HttpClient client, HttpClient thin, DbConnection connection)
    {
        var ids = bare.SomeIds(connection, "contact", 6_000);
        var times = await Measure.InTurnsAsync(
            1_000,
            i => PatchAsync(client, Of(Records, ids[i]), i),
            i => PatchAsync(thin, Of("/update/", ids[i + 2_000]), i),
            i =>
            {
                bare.Update(connection, ids[i + 4_000], "Title " + i.ToString(CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            });
        Measure.Ratios("update one", bare.Name, times, 3);
    }

    private static async Task PatchAsync(HttpClient client, Uri record, int title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, record)
        {
            Content = new StringContent($"{{\"jobTitle\":\"Title {title.ToString(CultureInfo.InvariantCulture)}\"}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await client.SendAsync(request);
        await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private async Task SearchAsync(HttpClient client)
    {
        string[] words = ["ann", "bor", "müller1", "sokolov", "4930000", "hansen42", "irina pet", "5512", "novak", "example", "tan", "quispe9", "lindqvist", "carla c", "xyzzy"];
        var times = (await Measure.InTurnsAsync(600, async i =>
        {
            using var response = await client.PostAsJsonAsync("/api/query", new
            {
                type = "Contact",
                where = new { search = words[i % words.Length] },
                columns = new[] { "name", "phone", "email" },
                limit = 20,
            });
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        }))[0];
        Measure.Print(new { name = "search while typing", database = bare.Name, medianMs = Measure.Percentile(times, 0.5), p95Ms = Measure.Percentile(times, 0.95), atMost = 50, load = Measure.Load() });
    }

    private static Uri Of(string path, long id) => new(path + id.ToString(CultureInfo.InvariantCulture), UriKind.Relative);
}
