using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Backup;

/// <summary>Copies a tenant's database while it is in use.</summary>
public interface ITenantBackup
{
    /// <summary>
    /// Writes a consistent copy to a file that must not exist yet: a SQLite database, or for PostgreSQL an archive that
    /// <c>pg_restore</c> reads; where <c>pg_dump</c> is missing, a script for <c>psql</c>. The file appears only when it is whole.
    /// </summary>
    /// <returns>The file's full path.</returns>
    /// <param name="path">Null: <c>backups/{tenant}-{instant}</c> in the data directory.</param>
    /// <exception cref="Errors.UserError"><c>storage.backup-exists</c>, <c>storage.backup-failed</c>.</exception>
    Task<string> BackupAsync(Tenant tenant, string? path, CancellationToken cancellationToken);
}
