using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>Says a full disk as the user error that it is.</summary>
internal static class DiskSpace
{
    /// <summary>ENOSPC and EDQUOT on Linux; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.</summary>
    private static readonly int[] _full = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static async Task<T> GuardAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (IOException error) when (_full.Contains(error.HResult))
        {
            throw new UserError(PlatformErrors.DiskFull, new Dictionary<string, object?>(StringComparer.Ordinal), error);
        }
    }
}
