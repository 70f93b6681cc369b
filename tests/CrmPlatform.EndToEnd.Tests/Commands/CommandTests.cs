using System.Text.Json;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Commands;

/// <summary>The commands as people type them, on a data directory of their own.</summary>
public abstract class CommandTests(DatabaseKind kind) : IAsyncLifetime
{
    private const string Map = """
        {
          // The three columns of the file.
          "type": "Company",
          "match": "key",
          "fields": { "key": { "column": "no" }, "name": { "column": "name" }, "employees": { "column": "people" } }
        }
        """;

    private TestDatabase? _database;

    protected string Data { get; } = Directory.CreateTempSubdirectory("crm-cli-").FullName;

    public virtual async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(kind);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Data, recursive: true);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_tenant_is_set_up_once_filled_asked_and_taken_back()
    {
        await SetUpAsync();
        await RefusesAsync("tenant.already-set-up", SetupArguments());

        await WriteAsync("map.json", Map);
        await WriteAsync("companies.csv", "no,name,people\n1,Ash,10\n2,Birch,many\n3,Cedar,30\n");
        var dry = await RunAsync("import", "companies.csv", "--map", "map.json", "--dry-run", "--json");
        Assert.Equal((3, 2L, 1L), (dry.ExitCode, Number(dry, "created"), Number(dry, "refused")));
        Assert.Equal(0, await CountAsync("Company"));

        var import = await RunAsync("import", "companies.csv", "--map", "map.json", "--json");
        Assert.Equal(3, import.ExitCode);
        Assert.Equal((3L, 2L, 0L, 0L, 1L), (Number(import, "read"), Number(import, "created"), Number(import, "updated"), Number(import, "unchanged"), Number(import, "refused")));
        var errors = await File.ReadAllTextAsync(import.Json.GetProperty("errors").GetString()!, TestContext.Current.CancellationToken);
        Assert.Contains("Birch", errors, StringComparison.Ordinal);
        Assert.Contains("%", import.Error, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync("Company"));

        var again = await RunAsync("import", "companies.csv", "--map", "map.json", "--json");
        Assert.Equal((0L, 2L), (Number(again, "created"), Number(again, "unchanged")));

        var acts = await RunAsync("acts", "--json");
        var act = acts.Json.EnumerateArray().First(a => a.GetProperty("created").GetInt64() == 2).GetProperty("id").GetInt64();
        var undo = await RunAsync("undo", $"{act}", "--json");
        Assert.True(undo.ExitCode == 0, undo.Error);
        Assert.Equal(2, undo.Json.GetProperty("undone").GetInt64());
        Assert.Equal(0, await CountAsync("Company"));
        await RefusesAsync("acts.unknown", "undo", "999999");
    }

    [Fact]
    public async Task An_undo_that_is_blocked_says_only_why()
    {
        await SetUpAsync();
        await WriteAsync("map.json", Map);
        await WriteAsync("one.csv", "no,name,people\n1,Ash,10\n");
        Assert.Equal(0, (await RunAsync("import", "one.csv", "--map", "map.json")).ExitCode);
        var last = (await RunAsync("acts", "--json")).Json[0];
        Assert.Equal("Ash", last.GetProperty("record").GetProperty("name").GetString());
        var act = last.GetProperty("id").GetInt64();
        await WriteAsync("two.csv", "no,name,people\n1,Ash,11\n");
        Assert.Equal(0, (await RunAsync("import", "two.csv", "--map", "map.json")).ExitCode);

        var run = await RunAsync("undo", $"{act}");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("acts.undo-blocked: Nothing was undone: 1 record was changed since.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_histories_and_keys_come_as_JSON_for_programs_and_as_tables_for_people()
    {
        await SetUpAsync();
        await WriteAsync("map.json", Map);
        await WriteAsync("one.csv", "no,name,people\n1,Ash,10\n");
        Assert.Equal(0, (await RunAsync("import", "one.csv", "--map", "map.json")).ExitCode);
        await WriteAsync("two.csv", "no,name,people\n1,Ash,11\n");
        Assert.Equal(0, (await RunAsync("import", "two.csv", "--map", "map.json")).ExitCode);

        await WriteAsync("query.json", """{"type":"Company","columns":["name","employees"]}""");
        var row = (await RunAsync("query", "query.json")).Json.GetProperty("rows")[0];
        Assert.Equal(("Ash", 11L), (row.GetProperty("name").GetString(), row.GetProperty("employees").GetInt64()));

        var id = row.GetProperty("id").GetInt64();
        var history = (await RunAsync("history", "Company", $"{id}", "--json")).Json;
        Assert.Equal(["updated", "created"], history.EnumerateArray().Select(h => h.GetProperty("kind").GetString()));
        var change = Assert.Single(history[0].GetProperty("changes").EnumerateArray());
        Assert.Equal(("employees", 10L, 11L), (change.GetProperty("field").GetString(), change.GetProperty("before").GetInt64(), change.GetProperty("after").GetInt64()));
        Assert.Contains("10 → 11", (await RunAsync("history", "Company", $"{id}")).Out, StringComparison.Ordinal);

        var key = (await RunAsync("api-key", "create", "--email", TestHost.Email, "--name", "test", "--json")).Json.GetProperty("key").GetString();
        Assert.StartsWith("crm_", key, StringComparison.Ordinal);
        await RefusesAsync("account.unknown", "api-key", "create", "--email", "nobody@example.com", "--name", "test");
    }

    [Fact]
    public async Task Recipes_and_features_are_planned_applied_and_taken_away()
    {
        await SetUpAsync();
        var plan = (await RunAsync("recipe", "plan", "windows-installation", "--json")).Json;
        Assert.Contains("field Deal.openingWidth", Strings(plan, "added"));
        Assert.Empty(Strings(plan, "conflicts"));
        Assert.Equal(0, (await RunAsync("recipe", "apply", "windows-installation")).ExitCode);

        var second = (await RunAsync("recipe", "apply", "windows-installation", "--json")).Json;
        Assert.All(new[] { "added", "changed", "conflicts", "removed" }, member => Assert.Empty(Strings(second, member)));
        Assert.Contains((await RunAsync("recipe", "list", "--json")).Json.EnumerateArray(), r => r.GetProperty("id").GetString() == "windows-installation" && r.GetProperty("applied").GetBoolean());
        Assert.Equal(0, (await RunAsync("recipe", "remove", "windows-installation")).ExitCode);

        await RefusesAsync("feature.needed-by", "feature", "disable", "Crm.Contacts");
        await RefusesAsync("feature.needed-by", "feature", "disable", "Crm.Warehouse.Catalog");
        Assert.Equal(0, (await RunAsync("feature", "disable", "Crm.Pipeline.Products")).ExitCode);
        Assert.Contains((await RunAsync("feature", "list", "--json")).Json.EnumerateArray(), f => f.GetProperty("id").GetString() == "Crm.Pipeline.Products" && !f.GetProperty("enabled").GetBoolean());
        Assert.Equal(0, (await RunAsync("feature", "enable", "Crm.Pipeline.Products")).ExitCode);
    }

    [Fact]
    public async Task Tenants_are_created_set_up_apart_and_backed_up()
    {
        await SetUpAsync();
        var created = await RunAsync("tenant", "create", "beta", "--json");
        Assert.Equal("/t/beta/", created.Json.GetProperty("path").GetString());
        await RefusesAsync("tenant.not-set-up", "acts", "--tenant", "beta");
        var setup = await RunAsync("setup", "--tenant", "beta", "--recipe", "b2b-sales", "--name", "Olga Winter", "--email", TestHost.Email, "--password", TestHost.Password);
        Assert.True(setup.ExitCode == 0, setup.Error);
        await WriteAsync("query.json", """{"type":"Employee","columns":["name"]}""");
        Assert.Contains("Olga Winter", (await RunAsync("query", "query.json", "--tenant", "beta")).Out, StringComparison.Ordinal);
        Assert.Equal(["beta", "default"], (await RunAsync("tenant", "list", "--json")).Json.EnumerateArray().Select(t => t.GetProperty("name").GetString()).Order());

        var file = Path.Combine(Data, "copy");
        var backup = await RunAsync("tenant", "backup", "--to", file);
        Assert.True(backup.ExitCode == 0, backup.Error);
        Assert.True(new FileInfo(file).Length > 0);
        await RefusesAsync("storage.backup-exists", "tenant", "backup", "--to", file);
    }

    [Fact]
    public async Task What_is_wrong_is_said_on_standard_error_with_its_id()
    {
        await SetUpAsync();
        await RefusesAsync("command.usage", "import", "file.csv");
        await RefusesAsync("command.usage", "no-such-command");
        await RefusesAsync("command.file-missing", "import", "none.csv", "--map", "none.json");
        await RefusesAsync("tenant.unknown", "acts", "--tenant", "nobody");
        await RefusesAsync("content.unknown-type", "history", "Nothing", "1");
        await WriteAsync("query.json", """{"type":"Company","columns":["nothing"]}""");
        await RefusesAsync("content.unknown-field", "query", "query.json");
        await WriteAsync("query.json", "{");
        await RefusesAsync("request.bad-json", "query", "query.json");
        await RefusesAsync("tenant.bad-name", "tenant", "create", "No Good");
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.HereAsync(Data, args);

    private async Task SetUpAsync()
    {
        var setup = await RunAsync(SetupArguments());
        Assert.True(setup.ExitCode == 0, setup.Error);
    }

    private string[] SetupArguments() =>
    [
        "setup", "--recipe", "b2b-sales", "--email", TestHost.Email, "--password", TestHost.Password,
        .. _database is null ? Array.Empty<string>() : ["--database", "postgres", "--connection", _database.Connection],
    ];

    private async Task RefusesAsync(string id, params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(id + ":", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    private async Task<long> CountAsync(string type)
    {
        await WriteAsync("count.json", $$"""{"type":"{{type}}","aggregates":[{"fn":"count"}]}""");
        return (await RunAsync("query", "count.json")).Json.GetProperty("rows")[0].GetProperty("count").GetInt64();
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(Data, file), text, TestContext.Current.CancellationToken);

    private static long Number(CommandRun run, string member) => run.Json.GetProperty(member).GetInt64();

    private static List<string?> Strings(JsonElement json, string member) => [.. json.GetProperty(member).EnumerateArray().Select(e => e.GetString())];
}

public sealed class CommandsOnSqliteTests() : CommandTests(DatabaseKind.Sqlite);

public sealed class CommandsOnPostgresTests() : CommandTests(DatabaseKind.Postgres);

/// <summary>The same, while a host runs on the directory: every command goes through it.</summary>
public sealed class CommandsThroughHostTests() : CommandTests(DatabaseKind.Sqlite)
{
    private TestHost _host = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _host = await TestHost.StartEmptyAsync(data: Data);
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await base.DisposeAsync();
    }
}
