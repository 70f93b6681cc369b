namespace CrmPlatform.Web.Errors;

/// <summary>What kind of address a request asks for.</summary>
internal static class RequestPaths
{
    public static bool IsUnder(this HttpRequest request, string segment) =>
        request.Path.StartsWithSegments(segment, StringComparison.OrdinalIgnoreCase);

    /// <summary>Addresses that programs ask: they are told rather than sent to a page.</summary>
    public static bool IsForPrograms(this HttpRequest request) =>
        request.IsUnder("/api") || request.IsUnder("/openapi") || request.IsUnder("/_host");
}
