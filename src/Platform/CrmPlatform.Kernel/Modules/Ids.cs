using System.Text.RegularExpressions;

namespace CrmPlatform.Kernel.Modules;

/// <summary>The form of ids, and the nearest one to a misspelt one.</summary>
internal static partial class Ids
{
    public const int MaxLength = 40;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9._-]*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(id);

    /// <summary>The known id that is fewest edits away.</summary>
    public static string Nearest(string id, IEnumerable<string> known) =>
        known.MinBy(k => Distance(id.ToUpperInvariant(), k.ToUpperInvariant())) ?? "?";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
