using System.Security.Cryptography;

namespace CrmPlatform.Web.Errors;

/// <summary>A fault of ours: people see its number, the log has the rest.</summary>
public static class Fault
{
    public static string NewReference() => RandomNumberGenerator.GetHexString(10, lowercase: true);

    /// <summary>As commands say it.</summary>
    public static string Line(string reference) =>
        $"{WebErrors.Internal.Id}: {WebErrors.Internal.With(("reference", reference)).Message}\n";
}
