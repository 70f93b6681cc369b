using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Account;

/// <summary>
/// A form that was sent after its session had ended, where no script could keep it: it travels through the sign-in page in hidden
/// inputs, and nowhere else, and is shown again to whoever signs in.
/// </summary>
/// <param name="At">The address that it was sent to.</param>
public sealed record KeptForm(string At, IReadOnlyList<(string Name, string Value)> Inputs)
{
    public const string AtInput = "kept.at";
    public const string Prefix = "kept:";
    private const string Token = "__RequestVerificationToken";

    /// <summary>
    /// Null for what did not come from a page of ours: the cookie of a session does not travel with the forms of other sites, so
    /// to us they look like this too.
    /// </summary>
    public static async Task<KeptForm?> OfAsync(HttpContext http)
    {
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method) || request.IsFromScript() || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true
            || !string.Equals(request.Headers.Origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var sent = await request.ReadFormAsync(http.RequestAborted);
        return new KeptForm(
            request.PathBase + request.Path + request.QueryString,
            [.. Pairs(sent).Where(p => p.Name != Token && !p.Name.Contains("password", StringComparison.OrdinalIgnoreCase))]);
    }

    /// <summary>The form that the sign-in page carried; null when it carried none.</summary>
    public static KeptForm? Carried(HttpContext http, IFormCollection signIn) =>
        signIn[AtInput].ToString() is { Length: > 0 } at
            ? new KeptForm(
                SignInEndpoints.LocalReturn(http, at),
                [.. Pairs(signIn).Where(p => p.Name.StartsWith(Prefix, StringComparison.Ordinal)).Select(p => (p.Name[Prefix.Length..], p.Value))])
            : null;

    private static IEnumerable<(string Name, string Value)> Pairs(IFormCollection form) =>
        form.SelectMany(f => f.Value.Select(v => (f.Key, v ?? "")));
}
