using System.Security.Cryptography;
using System.Text;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Setup;

/// <summary>
/// Who may set up a tenant: a browser on the machine itself, or one that brings the one-time token which the host printed at
/// its start (<c>/setup?token=…</c>; it is then kept in a cookie until the set-up is done).
/// </summary>
public sealed class SetupAccess
{
    public const string Parameter = "token";
    private const string Cookie = "crm.setup";

    /// <summary>New with each start, and after each set-up.</summary>
    public string Token { get; private set; } = NewToken();

    public bool Allows(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return LocalRequest.IsLocal(context) || Matches(context.Request.Query[Parameter]) || Matches(context.Request.Cookies[Cookie]);
    }

    /// <summary>Keeps a token that came in the address, so that the form works without it.</summary>
    public void Remember(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Matches(context.Request.Query[Parameter]))
        {
            context.Response.Cookies.Append(
                Cookie,
                Token,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = context.Request.PathBase + "/setup" });
        }
    }

    /// <summary>The token was used: it opens nothing more.</summary>
    public void Spend() => Token = NewToken();

    private bool Matches(string? presented) =>
        presented is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(Token));

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
