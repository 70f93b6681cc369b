using System.Net;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Npgsql;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>PostgreSQL goes away under a running host and comes back.</summary>
public sealed class LostDatabaseTests : IAsyncLifetime
{
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestDatabase.SkipWithout(DatabaseKind.Postgres);
        _host = await TestHost.StartAsync(DatabaseKind.Postgres);
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Whoever_asks_while_it_is_gone_is_told_so_and_the_host_is_not_ready()
    {
        using var client = await _host.WithKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("api/content/Company")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("health/ready")).Status);
        await AllowAsync(false);
        await DropBackendsAsync();

        var (status, problem, _) = await client.FetchAsync("api/content/Company");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage.unreachable"), (status, problem.Id()));
        (status, problem, _) = await client.PostAsync("api/content/Company", """{"name":"A"}""");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage.unreachable"), (status, problem.Id()));
        (status, problem, _) = await client.FetchAsync("health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage.unreachable"), (status, problem.Id()));
        Assert.Contains("1 tenant", problem.GetProperty("fault").GetString(), StringComparison.Ordinal);

        await AllowAsync(true);
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("api/content/Company")).Status);
    }

    [Fact]
    public async Task Connections_that_were_lost_while_they_rested_are_not_noticed_by_a_reader()
    {
        using var client = await _host.WithKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("api/content/Company")).Status);
        await DropBackendsAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("health/ready")).Status);
        await DropBackendsAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("api/content/Company")).Status);
    }

    private string Database => new NpgsqlConnectionStringBuilder(_host.Connection).Database!;

    private Task AllowAsync(bool connections) =>
        RunAsync($"alter database {Database} allow_connections {(connections ? "true" : "false")}");

    private Task DropBackendsAsync() =>
        RunAsync($"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{Database}'");

    private async Task RunAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(_host.Connection) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
