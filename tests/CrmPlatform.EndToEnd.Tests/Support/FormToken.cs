using System.Net;
using System.Text.RegularExpressions;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>The antiforgery token of a page's form.</summary>
internal static partial class FormToken
{
    public static string In(string page) => WebUtility.HtmlDecode(Input().Match(page).Groups["token"].Value);

    /// <summary>The value of a hidden input.</summary>
    public static string Named(string page, string name)
    {
        var at = page.IndexOf($"name=\"{name}\" value=\"", StringComparison.Ordinal) + name.Length + 15;
        return WebUtility.HtmlDecode(page[at..page.IndexOf('"', at)]);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Input();
}
