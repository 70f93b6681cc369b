namespace CrmPlatform.Errors;

/// <summary>What a mistyped name may have meant, by edit distance whatever the case.</summary>
public static class NearNames
{
    private const int Suggestions = 3;
    private const int MaxCompared = 40;

    /// <summary>The nearest few of the known names, with commas between them.</summary>
    public static string Few(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Join(", ", known.OrderBy(k => Distance(name, k)).ThenBy(k => k, StringComparer.OrdinalIgnoreCase).Take(Suggestions));
    }

    /// <summary>The known name that was probably meant; null when none is near.</summary>
    public static string? One(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        return known.Select(k => (Name: k, Distance: Distance(name, k)))
            .Where(k => k.Distance <= Math.Max(2, name.Length / 2))
            .OrderBy(k => k.Distance)
            .Select(k => k.Name)
            .FirstOrDefault();
    }

    /// <summary>Letters to add, drop or change; the beginnings of long names are compared.</summary>
    public static int Distance(string one, string other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var a = one.AsSpan(0, Math.Min(one.Length, MaxCompared));
        var b = other.AsSpan(0, Math.Min(other.Length, MaxCompared));
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
