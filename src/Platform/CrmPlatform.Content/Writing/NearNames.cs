namespace CrmPlatform.Content.Writing;

/// <summary>What a mistyped name may have meant.</summary>
internal static class NearNames
{
    private const int Suggestions = 3;

    /// <summary>The nearest of the known names, by edit distance.</summary>
    public static string Of(string name, IEnumerable<string> known) =>
        string.Join(", ", known.OrderBy(k => Distance(name, k)).ThenBy(k => k, StringComparer.OrdinalIgnoreCase).Take(Suggestions));

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (row[j], corner) = (Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), corner + cost), row[j]);
            }
        }

        return row[^1];
    }
}
