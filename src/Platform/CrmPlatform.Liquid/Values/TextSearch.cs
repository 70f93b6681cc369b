namespace CrmPlatform.Liquid;

/// <summary>
/// Finds a text in another in time that grows with their lengths, not with the product: .NET's own search can be
/// made to compare a long pattern at every position. Short patterns go to .NET, long ones to Knuth, Morris and Pratt.
/// </summary>
internal readonly struct TextSearch
{
    private const int LongestForDotNet = 64;
    private readonly string _pattern;

    /// <summary>For each length matched, the length that still matches after a mismatch; null for a short pattern.</summary>
    private readonly int[]? _fallback;

    public TextSearch(string pattern, LiquidBudget budget)
    {
        _pattern = pattern;
        if (pattern.Length <= LongestForDotNet)
        {
            return;
        }

        budget.ChargeMemory(32 + ((pattern.Length + 1L) * sizeof(int)));
        budget.Step(1 + (pattern.Length >> 4));
        _fallback = Fallback(pattern);
    }

    /// <summary>The first place at or after this one, or -1. The caller has paid for the text; a long pattern costs more.</summary>
    public int IndexIn(string text, int from, LiquidBudget budget)
    {
        if (_fallback is null || text.Length - from < _pattern.Length)
        {
            return text.Length - from < _pattern.Length ? -1 : text.IndexOf(_pattern, from, StringComparison.Ordinal);
        }

        var end = Scan(text, from, last: false, budget);
        return end < 0 ? -1 : end - _pattern.Length;
    }

    /// <summary>The last place, or -1.</summary>
    public int LastIndexIn(string text, LiquidBudget budget)
    {
        if (_fallback is null || text.Length < _pattern.Length)
        {
            return text.LastIndexOf(_pattern, StringComparison.Ordinal);
        }

        var end = Scan(text, 0, last: true, budget);
        return end < 0 ? -1 : end - _pattern.Length;
    }

    private static int[] Fallback(string pattern)
    {
        var table = new int[pattern.Length + 1];
        for (int i = 1, matched = 0; i < pattern.Length; i++)
        {
            while (matched > 0 && pattern[i] != pattern[matched])
            {
                matched = table[matched];
            }

            matched += pattern[i] == pattern[matched] ? 1 : 0;
            table[i + 1] = matched;
        }

        return table;
    }

    /// <summary>Where the first or the last match ends, or -1. Pays as it goes, so that the clock is looked at.</summary>
    private int Scan(string text, int from, bool last, LiquidBudget budget)
    {
        const int CharactersBetweenPayments = 4096;
        var found = -1;
        var matched = 0;
        for (var i = from; i < text.Length; i++)
        {
            if ((i & (CharactersBetweenPayments - 1)) == 0)
            {
                budget.Step(CharactersBetweenPayments >> 6);
            }

            while (matched > 0 && text[i] != _pattern[matched])
            {
                matched = _fallback![matched];
            }

            matched += text[i] == _pattern[matched] ? 1 : 0;
            if (matched == _pattern.Length)
            {
                found = i + 1;
                if (!last)
                {
                    return found;
                }

                matched = _fallback![matched];
            }
        }

        return found;
    }
}
