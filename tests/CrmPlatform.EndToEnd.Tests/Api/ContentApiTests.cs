using System.Net;
using System.Text.Json;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Api;

/// <summary>The REST interface, on both databases.</summary>
public abstract class ContentApiTests(ApiHost api)
{
    private readonly HttpClient _client = api.Ready();

    [Fact]
    public async Task A_record_is_created_read_changed_and_deleted_under_its_version()
    {
        var (status, created, tag) = await _client.PostAsync("api/content/Company", """{"name":"Acme","key":"acme","sector":"retail"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("\"1\"", tag);
        Assert.Equal("acme", created.GetProperty("key").GetString());
        var path = $"api/content/Company/{created.GetProperty("id")}";

        var (readStatus, read, readTag) = await _client.FetchAsync(path);
        Assert.Equal((HttpStatusCode.OK, "\"1\"", "Acme"), (readStatus, readTag, read.GetProperty("name").GetString()));

        var (patchStatus, patched, patchTag) = await _client.CallAsync(HttpMethod.Patch, path, """{"name":"Acme Ltd"}""", tag);
        Assert.Equal((HttpStatusCode.OK, "\"2\"", "Acme Ltd"), (patchStatus, patchTag, patched.GetProperty("name").GetString()));
        Assert.Equal("retail", ChoiceOf(patched, "sector"));

        Assert.Equal(HttpStatusCode.NoContent, (await _client.CallAsync(HttpMethod.Delete, path, ifMatch: patchTag)).Status);
        var gone = await _client.FetchAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "content.not-found"), (gone.Status, gone.Json.Id()));
        Assert.Equal(HttpStatusCode.OK, (await _client.FetchAsync(path + "?bin=true")).Status);
    }

    [Fact]
    public async Task A_save_over_a_newer_version_is_refused_and_nothing_is_lost()
    {
        var id = await _client.CreateAsync("Company", """{"name":"Acme"}""");
        var path = $"api/content/Company/{id}";
        Assert.Equal(HttpStatusCode.OK, (await _client.CallAsync(HttpMethod.Patch, path, """{"name":"Theirs"}""", "\"1\"")).Status);

        var late = await _client.CallAsync(HttpMethod.Patch, path, """{"name":"Mine"}""", "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Equal("content.conflict", late.Json.Id());
        Assert.Equal(2, late.Json.GetProperty("currentVersion").GetInt64());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _client.CallAsync(HttpMethod.Delete, path, ifMatch: "\"1\"")).Status);
        Assert.Equal("Theirs", (await _client.FetchAsync(path)).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_record_that_is_still_fresh_is_not_sent_again()
    {
        var id = await _client.CreateAsync("Company", """{"name":"Acme"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/content/Company/{id}");
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"1\"");
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task A_list_is_filtered_sorted_and_paged_by_cursor()
    {
        foreach (var (name, sector) in new[] { ("Ash", "retail"), ("Birch", "retail"), ("Cedar", "retail"), ("Dogwood", "finance") })
        {
            await _client.CreateAsync("Company", $$"""{"name":"{{name}}","sector":"{{sector}}","location":"Forest"}""");
        }

        var filter = Uri.EscapeDataString("""{"and":[{"field":"sector","value":"retail"},{"field":"location","value":"Forest"}]}""");
        var first = await _client.FetchAsync($"api/content/Company?limit=2&sort=-name&columns=name&filter={filter}");
        Assert.Equal(["Cedar", "Birch"], Names(first.Json));
        var cursor = Uri.EscapeDataString(first.Json.GetProperty("nextCursor").GetString()!);
        var second = await _client.FetchAsync($"api/content/Company?limit=2&sort=-name&columns=name&filter={filter}&cursor={cursor}");
        Assert.Equal(["Ash"], Names(second.Json));
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("nextCursor").ValueKind);
    }

    [Theory]
    [InlineData("api/content/Company?where=x", "filter")]
    [InlineData("api/content/Company?limt=2", "limit")]
    [InlineData("api/content/Company?sort=name&bogus=1", "bogus")]
    [InlineData("api/content/Company/1?bni=true", "bin")]
    public async Task A_mistyped_parameter_does_not_answer_with_more_than_was_asked_for(string path, string named)
    {
        var (status, problem, _) = await _client.FetchAsync(path);
        Assert.Equal((HttpStatusCode.BadRequest, "request.unknown-parameter"), (status, problem.Id()));
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_If_Match_the_last_write_wins_for_the_fields_named()
    {
        var id = await _client.CreateAsync("Company", """{"name":"Acme","location":"Here"}""");
        Assert.Equal(HttpStatusCode.OK, (await _client.CallAsync(HttpMethod.Patch, $"api/content/Company/{id}", """{"name":"One"}""")).Status);
        var (status, json, _) = await _client.CallAsync(HttpMethod.Patch, $"api/content/Company/{id}", """{"name":"Two"}""", "*");
        Assert.Equal((HttpStatusCode.OK, "Two", "Here"), (status, json.GetProperty("name").GetString(), json.GetProperty("location").GetString()));
    }

    [Fact]
    public async Task A_query_groups_and_sums_through_lookups()
    {
        var shop = await _client.CreateAsync("Company", """{"name":"Shop","sector":"retail"}""");
        var bank = await _client.CreateAsync("Company", """{"name":"Bank","sector":"finance"}""");
        foreach (var (company, amount) in new[] { (shop, 100.5m), (shop, 20m), (bank, 7m) })
        {
            await _client.CreateAsync("Deal", FormattableString.Invariant(
                $$$"""{"name":"D","company":{{{company}}},"amount":{"amount":{{{amount}}},"currency":"USD"}}"""));
        }

        var (status, page, _) = await _client.PostAsync("api/query", """
            {"type":"Deal","where":{"and":[{"field":"company.sector","op":"in","value":["retail"]},{"field":"company.name","value":"Shop"}]},
             "groupBy":["company"],"aggregates":[{"fn":"count"},{"fn":"sum","field":"amount"}],"sort":["-sum(amount)"]}
            """);
        Assert.True(status == HttpStatusCode.OK, page.ToString());
        var row = Assert.Single(page.GetProperty("rows").EnumerateArray());
        Assert.Equal(2, row.GetProperty("count").GetInt64());
        Assert.Equal(120.5m, AmountOf(row.GetProperty("sum(amount)")));
        Assert.Equal("Shop", row.GetProperty("company").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Every_finding_of_a_refused_record_is_told_at_once_with_its_field()
    {
        var (status, problem, _) = await _client.PostAsync("api/content/Company", """{"sector":"no such","employees":"many"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("content.invalid", problem.Id());
        var fields = problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()).ToList();
        Assert.Contains("employees", fields);
        Assert.All(problem.GetProperty("errors").EnumerateArray(), e => Assert.False(string.IsNullOrEmpty(e.GetProperty("detail").GetString())));
    }

    [Fact]
    public async Task A_stage_move_that_is_not_allowed_is_refused()
    {
        var id = await _client.CreateAsync("Deal", """{"name":"D","stage":"prospecting","amount":{"amount":5,"currency":"USD"}}""");
        var (status, problem, _) = await _client.CallAsync(HttpMethod.Patch, $"api/content/Deal/{id}", """{"stage":"won"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.False(string.IsNullOrEmpty(problem.Id()));
        var read = await _client.FetchAsync($"api/content/Deal/{id}");
        Assert.Equal("prospecting", ChoiceOf(read.Json, "stage"));
    }

    [Theory]
    [InlineData("GET", "api/content/Nothing", null, HttpStatusCode.NotFound, "content.unknown-type")]
    [InlineData("GET", "api/content/Company/99999999", null, HttpStatusCode.NotFound, "content.not-found")]
    [InlineData("GET", "api/content/Company/x", null, HttpStatusCode.NotFound, "web.not-found")]
    [InlineData("GET", "api/nowhere", null, HttpStatusCode.NotFound, "web.not-found")]
    [InlineData("PUT", "api/query", "{}", HttpStatusCode.MethodNotAllowed, "web.method-not-allowed")]
    [InlineData("GET", "api/content/Company?limit=0", null, HttpStatusCode.BadRequest, "request.bad-parameter")]
    [InlineData("GET", "api/content/Company?limit=5000", null, HttpStatusCode.BadRequest, "request.bad-parameter")]
    [InlineData("GET", "api/content/Company?bin=perhaps", null, HttpStatusCode.BadRequest, "request.bad-parameter")]
    [InlineData("GET", "api/content/Company?filter={", null, HttpStatusCode.BadRequest, "request.bad-json")]
    [InlineData("POST", "api/query", "{", HttpStatusCode.BadRequest, "request.bad-json")]
    [InlineData("POST", "api/query", "[]", HttpStatusCode.BadRequest, "request.not-an-object")]
    [InlineData("POST", "api/query", """{"type":"Company","type":"Deal"}""", HttpStatusCode.BadRequest, "request.bad-json")]
    [InlineData("POST", "api/query", """{"type":"Nothing"}""", HttpStatusCode.NotFound, "content.unknown-type")]
    [InlineData("POST", "api/query", """{"type":"Company","columns":["nothing"]}""", HttpStatusCode.BadRequest, "content.unknown-field")]
    [InlineData("POST", "api/query", """{"type":"Company","where":{"field":"nothing","value":1}}""", HttpStatusCode.BadRequest, "content.unknown-field")]
    public async Task Bad_input_gets_an_error_with_an_id(string method, string path, string? body, HttpStatusCode status, string id)
    {
        var answer = await _client.CallAsync(new HttpMethod(method), path, body);
        Assert.Equal((status, id), (answer.Status, answer.Json.Id()));
        Assert.False(string.IsNullOrEmpty(answer.Json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("""{"type":"Company","where":{"field":"employees","op":"gt","value":"many"}}""")]
    [InlineData("""{"type":"Company","where":{"field":"name","op":"like","value":"x"}}""")]
    [InlineData("""{"type":"Company","limit":-1}""")]
    [InlineData("""{"type":"Company","cursor":"not a cursor"}""")]
    [InlineData("""{"type":"Company","surprise":1}""")]
    [InlineData("""{"type":"Company","aggregates":[{"fn":"median","field":"employees"}]}""")]
    [InlineData("""{}""")]
    public async Task A_query_that_does_not_fit_is_a_mistake_of_the_asker(string query)
    {
        var (status, problem, _) = await _client.PostAsync("api/query", query);
        Assert.InRange((int)status, 400, 422);
        Assert.False(string.IsNullOrEmpty(problem.Id()));
        Assert.NotEqual("web.internal", problem.Id());
    }

    [Fact]
    public async Task A_deep_body_and_a_large_body_are_refused()
    {
        var deep = """{"type":"Company","where":""" + string.Concat(Enumerable.Repeat("""{"not":""", 5_000)) + "{}" + new string('}', 5_000) + "}";
        Assert.Equal((HttpStatusCode.BadRequest, "request.bad-json"), await StatusOf("api/query", deep));
        var large = $$"""{"name":"{{new string('x', 5 * 1024 * 1024)}}"}""";
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request.too-large"), await StatusOf("api/content/Company", large));
        var form = await _client.CallAsync(HttpMethod.Post, "api/content/Company", "name=x", mediaType: "application/x-www-form-urlencoded");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "request.not-json"), (form.Status, form.Json.Id()));
    }

    [Theory]
    [InlineData("name\\\"; drop table company; --")]
    [InlineData("name' or '1'='1")]
    [InlineData("1; delete from sys_accounts")]
    [InlineData("company.name\\\" from company; --")]
    public async Task SQL_in_any_name_is_inert(string name)
    {
        var id = await _client.CreateAsync("Company", """{"name":"Stays"}""");
        foreach (var body in new[]
        {
            $$"""{"type":"{{name}}"}""",
            $$"""{"type":"Company","columns":["{{name}}"]}""",
            $$"""{"type":"Company","sort":["-{{name}}"]}""",
            $$"""{"type":"Company","groupBy":["{{name}}"]}""",
            $$"""{"type":"Company","groupBy":["month({{name}})"]}""",
            $$"""{"type":"Company","aggregates":[{"fn":"sum","field":"{{name}}"}]}""",
            $$"""{"type":"Company","aggregates":[{"fn":"{{name}}"}]}""",
            $$$"""{"type":"Company","where":{"field":"{{{name}}}","op":"eq","value":1}}""",
            $$$"""{"type":"Company","where":{"field":"name","op":"{{{name}}}","value":1}}""",
            $$"""{"type":"Company","cursor":"{{name}}"}""",
        })
        {
            var (status, problem, _) = await _client.PostAsync("api/query", body);
            Assert.InRange((int)status, 400, 422);
            Assert.NotNull(problem.Id());
        }

        var unknown = await _client.PostAsync("api/content/Company", $$"""{"name":"x","{{name}}":1}""");
        Assert.InRange((int)unknown.Status, 400, 422);
        Assert.Equal("Stays", (await _client.FetchAsync($"api/content/Company/{id}")).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task SQL_in_a_value_is_only_a_value()
    {
        const string Name = "Robert'); drop table company; --";
        await _client.CreateAsync("Company", $$"""{"name":"{{Name}}"}""");
        var (_, page, _) = await _client.PostAsync("api/query", $$$"""{"type":"Company","columns":["name"],"where":{"field":"name","value":"{{{Name}}}"}}""");
        Assert.Equal([Name], Names(page));
    }

    private async Task<(HttpStatusCode Status, string? Id)> StatusOf(string path, string body)
    {
        var (status, json, _) = await _client.PostAsync(path, body);
        return (status, json.Id());
    }

    private static List<string?> Names(JsonElement page) =>
        [.. page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString())];

    /// <summary>A choice is its id, or an object that has it.</summary>
    private static string? ChoiceOf(JsonElement record, string field) =>
        record.GetProperty(field) is { ValueKind: JsonValueKind.Object } choice ? choice.GetProperty("id").GetString() : record.GetProperty(field).GetString();

    private static decimal AmountOf(JsonElement sum) =>
        sum.ValueKind == JsonValueKind.Object ? sum.GetProperty("amount").GetDecimal() : sum.GetDecimal();
}

public sealed class ContentApiOnSqliteTests(SqliteApiHost api) : ContentApiTests(api), IClassFixture<SqliteApiHost>;

public sealed class ContentApiOnPostgresTests(PostgresApiHost api) : ContentApiTests(api), IClassFixture<PostgresApiHost>;

/// <summary>A host that is set up, and a client with a key of its Administrator.</summary>
public abstract class ApiHost(DatabaseKind kind) : IAsyncLifetime
{
    private HttpClient? _client;

    public TestHost Host { get; private set; } = null!;

    /// <summary>The client; skips the test when there is no database server.</summary>
    public HttpClient Ready()
    {
        TestDatabase.SkipWithout(kind);
        return _client!;
    }

    public async ValueTask InitializeAsync()
    {
        if (TestDatabase.IsThere(kind))
        {
            Host = await TestHost.StartAsync(kind);
            _client = await Host.WithKeyAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_client is not null)
        {
            await Host.DisposeAsync();
        }
    }
}

public sealed class SqliteApiHost() : ApiHost(DatabaseKind.Sqlite);

public sealed class PostgresApiHost() : ApiHost(DatabaseKind.Postgres);
