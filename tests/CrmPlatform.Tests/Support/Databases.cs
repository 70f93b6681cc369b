using System.Diagnostics;
using System.Globalization;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using Npgsql;
using Xunit;

namespace CrmPlatform.Tests.Support;

/// <summary>
/// Fresh databases for tests: a folder with SQLite files, or a schema on a PostgreSQL server. The server is the one that
/// <c>CRM_TEST_POSTGRES</c> names, else one of this process's own; where there is none, tests on PostgreSQL skip.
/// </summary>
public static class Databases
{
    private const int NoServer = 3;

    private static readonly SemaphoreSlim _starting = new(1, 1);
    private static string? _postgres;
    private static string? _missing;
    private static int _count;

    /// <summary>A place of its own for a test; dispose of it after the services that used it.</summary>
    public static async Task<TestPlace> NewAsync(DatabaseKind kind)
    {
        var number = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("crm-test-").FullName;
        var options = new PlatformOptions { DataDirectory = folder };
        if (kind == DatabaseKind.Sqlite)
        {
            return new TestPlace(options, new Tenant(Tenant.DefaultName, null, kind, null, null, TenantStatus.Running));
        }

        var connection = await PostgresAsync();
        var schema = $"t_{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}_{number}";
        return new TestPlace(options, new Tenant(Tenant.DefaultName, null, kind, connection, schema, TenantStatus.Running));
    }

    /// <summary>The connection string of the test server; skips the test where there is no server.</summary>
    public static async Task<string> PostgresAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_postgres is null && _missing is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _starting.Release();
        }

        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return _postgres!;
    }

    private static async Task StartAsync()
    {
        if (Environment.GetEnvironmentVariable("CRM_TEST_POSTGRES") is { Length: > 0 } given)
        {
            _postgres = given;
            return;
        }

        var folder = Path.Combine(Directory.CreateTempSubdirectory("crm-postgres-").FullName, "server");
        var (code, output, error) = await RunAsync("start", folder);
        if (code == NoServer)
        {
            _missing = "PostgreSQL is not installed here: " + error.Trim();
            return;
        }

        Assert.True(code == 0, "PostgreSQL did not start: " + error);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(folder);
        _postgres = output.Trim() + ";Maximum Pool Size=40";
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string verb, string folder)
    {
        using var process = Process.Start(Script(verb, folder))!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        // The server inherits standard error and keeps it open, so it must not be read to its end before the script is done.
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? await output : "", process.ExitCode == 0 ? "" : await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static void Stop(string folder)
    {
        using var process = Process.Start(Script("stop", folder))!;
        process.WaitForExit(TimeSpan.FromSeconds(15));
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    private static ProcessStartInfo Script(string verb, string folder) =>
        new(Path.Combine(Root(), "tests", "postgres.sh"), [verb, folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>The folder of the solution.</summary>
    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmPlatform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}

/// <summary>Where a test's data lives.</summary>
public sealed class TestPlace(PlatformOptions options, Tenant tenant) : IAsyncDisposable
{
    public PlatformOptions Options { get; } = options;

    public Tenant Tenant { get; } = tenant;

    public async ValueTask DisposeAsync()
    {
        if (Tenant.Database == DatabaseKind.Postgres)
        {
            await using var connection = new NpgsqlConnection(Tenant.Connection);
            await connection.OpenAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = $"drop schema if exists \"{Tenant.Schema}\" cascade";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }

        Directory.Delete(Options.DataDirectory, recursive: true);
    }
}
