using CrmPlatform.Errors;

namespace CrmPlatform.Data;

/// <summary>User errors that storage raises, beside those of <see cref="PlatformErrors"/>.</summary>
public static class StorageErrors
{
    /// <summary>The last line of defence behind the write gate, which says it better (<c>content.duplicate</c>).</summary>
    public static readonly ErrorCode Unique = new("storage.unique", "Another record has the same value where it must be unique ({index}). Nothing of this was saved; look for that record first.", 409);
    public static readonly ErrorCode NumberTooLarge = new("storage.number-too-large", "{value} has too many digits to be stored.", 422);
    public static readonly ErrorCode Unreachable = new("storage.unreachable", "The database does not answer: {reason} Check that it runs and that the connection string is right.", 503);
    public static readonly ErrorCode BadCursor = new("query.bad-cursor", "The cursor is not one of this query's pages. Begin again without a cursor.");
    public static readonly ErrorCode TenantExists = new("tenant.exists", "There is already a tenant \"{tenant}\". Choose another name.", 409);
    public static readonly ErrorCode HostNameTaken = new("tenant.host-name-taken", "The host name {host} belongs to another tenant. Choose another one.", 409);
    public static readonly ErrorCode BadTenantName = new("tenant.bad-name", "\"{tenant}\" cannot be the name of a tenant. Use 1 to 40 lower-case letters, digits and dashes, beginning with a letter or a digit.");
    public static readonly ErrorCode BackupExists = new("storage.backup-exists", "There is already a file {path}. Name another one.", 409);
    public static readonly ErrorCode BackupFailed = new("storage.backup-failed", "The backup was not made: {reason}", 503);
}
