using System.Diagnostics;
using CrmPlatform.Content;
using CrmPlatform.Data.Backup;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Copies of a tenant that is in use.</summary>
public abstract class TenantBackupTests(DatabaseKind kind) : StorageTests(kind)
{
    private static readonly ContentType _company = Type("Company", Text("name", searchable: true));

    private static readonly ContentModel _model = Model(_company);

    private ITenantBackup Backup => Services.GetRequiredService<ITenantBackup>();

    [Fact]
    public async Task A_backup_made_while_someone_writes_holds_what_was_committed()
    {
        await UseAsync(_model);
        await InsertAsync(_company, Record(_company, 1, ("name", "Kept")));
        await using var writing = await Database.WriteAsync(CrmPlatform.Data.WritePriority.Interactive, Token);
        await writing.InsertAsync(_company, [Record(_company, 2, ("name", "Not yet"))], Token);

        var file = await Backup.BackupAsync(Tenant, null, Token);

        Assert.StartsWith(Path.Combine(Place.Options.DataDirectory, "backups"), file, StringComparison.Ordinal);
        Assert.Equal(["Kept"], await NamesInAsync(file));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over()
    {
        await UseAsync(_model);
        var file = Path.Combine(Place.Options.DataDirectory, "mine");
        await File.WriteAllTextAsync(file, "precious", Token);

        var error = await Assert.ThrowsAsync<UserError>(() => Backup.BackupAsync(Tenant, file, Token));

        Assert.Equal("storage.backup-exists", error.Id);
        Assert.Equal("precious", await File.ReadAllTextAsync(file, Token));
    }

    /// <summary>Names of the companies in a backup.</summary>
    private protected abstract Task<IReadOnlyList<string>> NamesInAsync(string file);
}

public sealed class TenantBackupOnSqlite() : TenantBackupTests(DatabaseKind.Sqlite)
{
    private protected override async Task<IReadOnlyList<string>> NamesInAsync(string file)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select name from {Type("Company").Table}";
        await using var reader = await command.ExecuteReaderAsync(Token);
        var names = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}

public sealed class TenantBackupOnPostgres() : TenantBackupTests(DatabaseKind.Postgres)
{
    /// <summary>Read as text: the copy's rows of the table, without a second database.</summary>
    private protected override async Task<IReadOnlyList<string>> NamesInAsync(string file)
    {
        var start = new ProcessStartInfo("pg_restore") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("--data-only");
        start.ArgumentList.Add("--file=-");
        start.ArgumentList.Add(file);
        using var restore = Process.Start(start)!;
        var text = await restore.StandardOutput.ReadToEndAsync(Token);
        await restore.WaitForExitAsync(Token);
        return [.. new[] { "Kept", "Not yet" }.Where(name => text.Contains('\t' + name + '\t', StringComparison.Ordinal))];
    }
}
