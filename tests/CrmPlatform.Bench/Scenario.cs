using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace CrmPlatform.Bench;

/// <summary>One database: import a million contacts, then list, get, update and search them through HTTP.</summary>
internal sealed class Scenario(string data, BareDatabase bare, string[] setupArguments, int rows, string csv)
{
    private const string Password = "Bench-pass-2026!";
    private const string Email = "bench@example.com";
    private static readonly string[] _columns = ["name", "company", "jobTitle", "phone", "email", "owner", "nextStepOn"];

    public async Task RunAsync()
    {
        await using var host = new HostProcess(data);
        await host.RunAsync(["setup", "--recipe", "b2b-sales", "--email", Email, "--password", Password, .. setupArguments]);
        await ImportAsync(host);
        var key = (await host.RunJsonAsync("api-key", "create", "--email", Email, "--name", "bench")).GetProperty("key").GetString()!;
        await StartAsync(host);
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await using var connection = bare.OpenProduct();
        await ListAsync(client, connection);
        await GetAsync(client, connection);
        await UpdateAsync(client, connection);
        await SearchAsync(client);
    }

    private async Task ImportAsync(HostProcess host)
    {
        var map = Path.Combine(Path.GetDirectoryName(csv)!, "contacts.import.json");
        await File.WriteAllTextAsync(map, ContactFile.Mapping);
        var start = Stopwatch.GetTimestamp();
        var result = await host.RunJsonAsync("import", csv, "--map", map);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (result.GetProperty("created").GetInt64() != rows)
        {
            throw new InvalidOperationException("The import did not take every row: " + result);
        }

        var bareSeconds = bare.InsertAll(rows);
        Measure.Print(new
        {
            name = "import",
            database = bare.Name,
            rowsPerSecond = Math.Round(rows / seconds),
            bareRowsPerSecond = Math.Round(rows / bareSeconds),
            ratio = Math.Round(seconds / bareSeconds, 2),
            atMost = 4.0,
        });
    }

    private async Task StartAsync(HostProcess host)
    {
        var starts = new double[5];
        for (var i = 0; i < starts.Length; i++)
        {
            await host.DisposeAsync();
            starts[i] = await host.ServeAsync();
        }

        Array.Sort(starts);
        Measure.Print(new { name = "start to first page", database = bare.Name, ms = Math.Round(starts[starts.Length / 2]), atMost = 1500 });
        await Task.Delay(TimeSpan.FromSeconds(3));
        Measure.Print(new { name = "idle process", database = bare.Name, MiB = host.ResidentMiB(), atMost = 150 });
    }

    private async Task ListAsync(HttpClient client, System.Data.Common.DbConnection connection)
    {
        var owners = bare.SomeIds(connection, "employee", 50);
        var ours = await Measure.EachAsync(1_000, async i =>
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
        });
        var theirs = await Measure.EachAsync(1_000, i => Task.FromResult(bare.List(connection, owners[i % owners.Count])));
        Measure.Ratio("list of 50", bare.Name, ours, theirs, 3);
    }

    private async Task GetAsync(HttpClient client, System.Data.Common.DbConnection connection)
    {
        var ids = bare.SomeIds(connection, "contact", 5_000);
        var ours = await Measure.EachAsync(2_000, async i =>
            await client.GetByteArrayAsync(new Uri(Record(ids[i * 7 % ids.Count]), UriKind.Relative)));
        var theirs = await Measure.EachAsync(2_000, i => Task.FromResult(bare.Get(connection, ids[i * 7 % ids.Count])));
        Measure.Ratio("get one", bare.Name, ours, theirs, 3);
    }

    private async Task UpdateAsync(HttpClient client, System.Data.Common.DbConnection connection)
    {
        var ids = bare.SomeIds(connection, "contact", 5_000);
        var ours = await Measure.EachAsync(1_000, async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, Record(ids[i]))
            {
                Content = new StringContent($"{{\"jobTitle\":\"Title {i.ToString(CultureInfo.InvariantCulture)}\"}}", Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode();
        });
        var theirs = await Measure.EachAsync(1_000, i =>
        {
            bare.Update(connection, ids[i + 2_000], "Title " + i.ToString(CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        });
        Measure.Ratio("update one", bare.Name, ours, theirs, 3);
    }

    private async Task SearchAsync(HttpClient client)
    {
        string[] words = ["ann", "bor", "müller1", "sokolov", "4930000", "hansen42", "irina pet", "5512", "novak", "example", "tan", "quispe9", "lindqvist", "carla c", "xyzzy"];
        var times = await Measure.EachAsync(600, async i =>
        {
            using var response = await client.PostAsJsonAsync("/api/query", new
            {
                type = "Contact",
                where = new { search = words[i % words.Length] },
                columns = new[] { "name", "phone", "email" },
                limit = 20,
            });
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        });
        Measure.Print(new { name = "search while typing", database = bare.Name, medianMs = Measure.Percentile(times, 0.5), p95Ms = Measure.Percentile(times, 0.95), atMost = 50 });
    }

    private static string Record(long id) => "/api/content/Contact/" + id.ToString(CultureInfo.InvariantCulture);
}
