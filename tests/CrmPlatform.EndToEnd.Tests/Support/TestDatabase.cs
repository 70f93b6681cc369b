using CrmPlatform.Tenants;
using Npgsql;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>A PostgreSQL database of a test's own, on the server named by CRM_TEST_POSTGRES. Dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Variable = "CRM_TEST_POSTGRES";

    /// <summary>Says <c>postgres</c> when hosts that name no database are to have one there: <c>./test.sh --postgres-screens</c>.</summary>
    public const string UsualVariable = "CRM_TEST_DATABASE";
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        Connection = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string Connection { get; }

    /// <summary>Of hosts whose test does not care.</summary>
    public static DatabaseKind Usual =>
        Environment.GetEnvironmentVariable(UsualVariable) == "postgres" ? DatabaseKind.Postgres : DatabaseKind.Sqlite;

    private static string? Server => Environment.GetEnvironmentVariable(Variable);

    /// <summary>Whether databases of this kind can be had. In a fixture, which cannot skip tests, ask this first.</summary>
    public static bool IsThere(DatabaseKind kind) => kind == DatabaseKind.Sqlite || !string.IsNullOrEmpty(Server);

    public static void SkipWithout(DatabaseKind kind) =>
        Assert.SkipUnless(IsThere(kind), $"Needs PostgreSQL: {Variable} names no server. ./test.sh starts one.");

    /// <summary>Skips the test when there is no server. Null for SQLite, which needs none.</summary>
    public static async Task<TestDatabase?> CreateAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            return null;
        }

        SkipWithout(kind);
        var server = Server;
        var name = $"crm_{Guid.NewGuid():N}";
        await ExecuteAsync(server!, $"create database {name}");
        return new TestDatabase(server!, name);
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync(_server, $"drop database if exists {_name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
