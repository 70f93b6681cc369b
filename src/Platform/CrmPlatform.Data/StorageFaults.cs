using System.Data.Common;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Errors;
using Microsoft.Data.Sqlite;

namespace CrmPlatform.Data;

/// <summary>Names troubles of the database that reached the top wrapped in errors of other libraries, such as Identity's stores.</summary>
public static class StorageFaults
{
    /// <summary>
    /// <c>storage.unreachable</c> or <c>storage.full</c> when that is what is behind an exception, else null: a broken rule of the
    /// database that nobody foresaw is a fault of ours.
    /// </summary>
    public static UserError? Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException error && Translate(error) is UserError { Code: var code } user
                && (code == StorageErrors.Unreachable || code == PlatformErrors.DiskFull))
            {
                return user;
            }
        }

        return null;
    }

    private static Exception Translate(DbException error) =>
        error is SqliteException ? SqliteDialect.Instance.Translate(error) : PostgresDialect.Instance.Translate(error);
}
