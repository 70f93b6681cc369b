using System.Globalization;
using System.Text.Json;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Importing;

/// <summary>A process of its own is killed in the middle of an import.</summary>
public sealed class KilledImportTests : IDisposable
{
    /// <summary>More than two transactions take, on any machine.</summary>
    private const int Rows = 10_400;
    private const int Refused = Rows / 100;

    private const string Mapping = """
        { "type": "Company", "match": "name", "fields": {
          "name": { "column": "name" }, "sector": { "column": "sector" }, "parent": { "column": "parent" },
          "owner": { "column": "owner", "missing": "create" } } }
        """;

    private readonly string _data = Directory.CreateTempSubdirectory("crm-killed-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_killed_process_neither_loses_nor_doubles_a_row(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SetUpAsync(database);
        var csv = Path.Combine(_data, "companies.csv");
        var map = Path.Combine(_data, "companies.import.json");
        await File.WriteAllLinesAsync(csv, Lines(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(map, Mapping, TestContext.Current.CancellationToken);
        await KillDuringAsync("import", csv, "--map", map);

        // The next command first goes on with what was left, and then finds everything there.
        var again = await CommandRun.HereAsync(_data, "import", csv, "--map", map, "--json");
        Assert.True(again.ExitCode == 3, again.Error);
        Assert.Equal((Rows, 0, Rows - Refused, Refused), (Number(again.Json, "read"), Number(again.Json, "created"), Number(again.Json, "unchanged"), Number(again.Json, "refused")));
        Assert.Equal(Rows - Refused, await CountAsync("Company"));
        Assert.Equal(9 + 1, await CountAsync("Employee"));

        var act = Assert.Single((await CommandRun.HereAsync(_data, "acts", "--json")).Json.EnumerateArray(), a => a.GetProperty("kind").GetString() == "import");
        Assert.Equal(Rows - Refused + 9, act.GetProperty("created").GetInt32());
        var undo = await CommandRun.HereAsync(_data, "undo", act.GetProperty("id").ToString());
        Assert.True(undo.ExitCode == 0, undo.Error);
        Assert.Equal(0, await CountAsync("Company"));
    }

    private static IEnumerable<string> Lines() => Enumerable.Range(0, Rows)
        .Select(i => string.Create(CultureInfo.InvariantCulture, $"Company {i},{(i % 100 == 50 ? "nonsense" : "retail")},{(i % 10 == 3 ? $"Company {Math.Min(i + 301, Rows - 1)}" : "")},Owner {i % 9}"))
        .Prepend("name,sector,parent,owner");

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private async Task SetUpAsync(TestDatabase? database)
    {
        string[] where = database is null ? [] : ["--database", "postgres", "--connection", database.Connection];
        var setup = await CommandRun.HereAsync(_data, ["setup", "--recipe", "b2b-sales", "--email", TestHost.Email, "--password", TestHost.Password, .. where]);
        Assert.True(setup.ExitCode == 0, setup.Error);
    }

    /// <summary>Kills once the first rows are saved.</summary>
    private async Task KillDuringAsync(params string[] command)
    {
        using var process = CommandRun.Start(_data, command);
        try
        {
            while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Contains("% ", StringComparison.Ordinal) && !line.Contains(" 0%", StringComparison.Ordinal) && !line.StartsWith("0%", StringComparison.Ordinal))
                {
                    process.Kill();
                    break;
                }
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.NotEqual(0, process.ExitCode);
        Assert.InRange(await CountAsync("Company"), 1, Rows - Refused - 1);
    }

    private async Task<int> CountAsync(string type)
    {
        var query = Path.Combine(_data, "count.json");
        await File.WriteAllTextAsync(query, $$"""{"type":"{{type}}","aggregates":[{"fn":"count"}]}""", TestContext.Current.CancellationToken);
        var answer = await CommandRun.HereAsync(_data, "query", query, "--json");
        Assert.True(answer.ExitCode == 0, answer.Error);
        var rows = answer.Json.ValueKind == JsonValueKind.Array ? answer.Json : answer.Json.GetProperty("rows");
        return rows[0].GetProperty("count").GetInt32();
    }
}
