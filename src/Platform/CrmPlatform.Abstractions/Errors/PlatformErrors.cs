namespace CrmPlatform.Errors;

/// <summary>Errors that several floors raise. Those of one project stand in its own <c>Errors.cs</c>.</summary>
public static class PlatformErrors
{
    public static readonly ErrorCode Invalid = new("content.invalid", "Nothing was saved: {first}", 422);
    public static readonly ErrorCode Conflict = new("content.conflict", "\"{record}\" was changed by someone else in the meantime (now version {version}). Look at both values and save again.", 412);
    public static readonly ErrorCode NotFound = new("content.not-found", "There is no {type} with the id {id}, or you may not see it.", 404);
    public static readonly ErrorCode UnknownType = new("content.unknown-type", "There is no type \"{type}\" here. Known types: {known}.", 404);
    public static readonly ErrorCode UnknownField = new("content.unknown-field", "{type} has no field \"{field}\". Did you mean {near}?");
    public static readonly ErrorCode Forbidden = new("access.forbidden", "You do not have the right \"{permission}\". Ask an administrator for it.", 403);
    public static readonly ErrorCode Required = new("content.required", "{field} is required.", 422);
    public static readonly ErrorCode BadValue = new("content.bad-value", "\"{value}\" does not fit {field}: {expected} is expected.", 422);
    public static readonly ErrorCode DatabaseBusy = new("storage.busy", "The data in {file} is in use by another process ({process}). Stop it, or give the command to it.", 503);
    public static readonly ErrorCode StateChanged = new("tenant.state-changed", "Features or definitions were changed by someone else in the meantime. Look again and repeat.", 409);
    public static readonly ErrorCode DiskFull = new("storage.full", "The disk is full. Nothing of this was saved; free some space and try again.", 507);
}
