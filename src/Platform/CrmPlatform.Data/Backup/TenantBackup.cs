using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CrmPlatform.Data.Backup;

/// <summary>SQLite copies itself; PostgreSQL brings a tool of its own that knows its types better than we do.</summary>
internal sealed class TenantBackup(TenantStorages storages, PlatformOptions options, TimeProvider time) : ITenantBackup
{
    public async Task<string> BackupAsync(Tenant tenant, string? path, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenant);
        var target = Path.GetFullPath(path ?? DefaultPath(tenant));
        if (File.Exists(target))
        {
            throw StorageErrors.BackupExists.With(("path", target));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            await CopyAsync(storage, partial, cancellationToken);
            File.Move(partial, target);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        return target;
    }

    private static async Task CopyAsync(TenantStorage storage, string file, CancellationToken cancellationToken)
    {
        switch (storage)
        {
            case SqliteStorage sqlite:
                // Opened first, so that an empty tenant has its tables and another process is refused.
                await (await sqlite.OpenAsync(cancellationToken)).DisposeAsync();
                await CopySqliteAsync(sqlite.Path, file, cancellationToken);
                break;
            case PostgresStorage postgres:
                await DumpAsync(postgres, file, cancellationToken);
                break;
            default:
                throw new NotSupportedException(storage.GetType().Name);
        }
    }

    private static async Task CopySqliteAsync(string source, string file, CancellationToken cancellationToken)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, Mode = SqliteOpenMode.ReadWrite };
        await using var connection = new SqliteConnection(connectionString.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "vacuum into @file";
        command.Parameters.AddWithValue("@file", file);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException full) when (full.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            throw new UserError(PlatformErrors.DiskFull, PlatformErrors.DiskFull.With().Args, full);
        }
    }

    private static async Task DumpAsync(PostgresStorage storage, string file, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(storage.ConnectionString);
        var start = new ProcessStartInfo("pg_dump") { RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--format=custom", "--no-owner", "--schema=" + Dialect.Quote(storage.Schema), "--file=" + file,
            "--host=" + connection.Host, "--port=" + connection.Port.ToString(CultureInfo.InvariantCulture),
            "--username=" + connection.Username, "--dbname=" + connection.Database, "--no-password",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Not an argument: those can be read by other users of the machine.
        start.Environment["PGPASSWORD"] = connection.Password;
        if (!await RunAsync(start, cancellationToken))
        {
            await using var link = (PostgresLink)await storage.OpenAsync(cancellationToken);
            await PostgresScript.WriteAsync(link.Npgsql, storage.Schema, file, cancellationToken);
        }
    }

    /// <summary>False where the tool is missing.</summary>
    private static async Task<bool> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return false;
        }

        using (process)
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw StorageErrors.BackupFailed.With(("reason", said.Trim()));
            }

            return true;
        }
    }

    private string DefaultPath(Tenant tenant)
    {
        var instant = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var extension = tenant.Database == DatabaseKind.Sqlite ? "db" : "dump";
        return Path.Combine(options.DataDirectory, "backups", $"{tenant.Name}-{instant}.{extension}");
    }
}
