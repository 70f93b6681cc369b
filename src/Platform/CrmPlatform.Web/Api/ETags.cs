using System.Globalization;
using CrmPlatform.Web.Errors;
using Microsoft.Net.Http.Headers;

namespace CrmPlatform.Web.Api;

/// <summary>The ETag of a record is its version.</summary>
internal static class ETags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that If-Match asks for; null when there is none, or any will do.</summary>
    public static long? Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
        {
            return null;
        }

        return EntityTagHeaderValue.TryParse(header, out var tag) && !tag.IsWeak
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw WebErrors.BadIfMatch.With();
    }

    public static bool IsFresh(HttpRequest request, long version)
    {
        var header = request.Headers.IfNoneMatch.ToString();
        return header.Length > 0 && header.Split(',', StringSplitOptions.TrimEntries).Contains(Of(version), StringComparer.Ordinal);
    }
}
