using System.Net;

namespace CrmPlatform.Web.Identity;

/// <summary>Whether a request comes from the machine itself.</summary>
public static class LocalRequest
{
    /// <summary>
    /// True for a connection of this machine to itself that no proxy passed on, under a local name (so that a page of
    /// another site, its name turned to 127.0.0.1, does not count).
    /// </summary>
    public static bool IsLocal(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Request.Headers;
        return context.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && !headers.ContainsKey("X-Forwarded-For")
            && !headers.ContainsKey("X-Forwarded-Host")
            && !headers.ContainsKey("Forwarded")
            && IsLocalName(context.Request.Host.Host);
    }

    /// <summary>True for a connection of this machine to itself, under whatever name: for programs that prove themselves otherwise.</summary>
    public static bool IsSameMachine(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.RemoteIpAddress is { } remote
            && (IPAddress.IsLoopback(remote) || remote.Equals(context.Connection.LocalIpAddress));
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
