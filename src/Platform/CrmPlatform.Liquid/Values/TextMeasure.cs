using System.Buffers;
using System.Text;

namespace CrmPlatform.Liquid;

/// <summary>Lengths and positions in characters as people count them in Liquid: a surrogate pair is one.</summary>
internal static class TextMeasure
{
    private static readonly SearchValues<char> _highSurrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x400).Select(code => (char)code)]);

    public static int Count(string text, LiquidBudget budget)
    {
        budget.ChargeText(text.Length);
        if (!HasPairs(text))
        {
            return text.Length;
        }

        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>The part of a text that starts after so many characters and is so many long.</summary>
    public static ReadOnlySpan<char> Slice(string text, int start, int length)
    {
        if (!HasPairs(text))
        {
            start = Math.Min(start, text.Length);
            return text.AsSpan(start, Math.Min(length, text.Length - start));
        }

        var from = Skip(text, 0, start);
        return text.AsSpan(from, Skip(text, from, length) - from);
    }

    private static int Skip(string text, int from, int count)
    {
        for (; count > 0 && from < text.Length; count--)
        {
            Rune.DecodeFromUtf16(text.AsSpan(from), out _, out var consumed);
            from += consumed;
        }

        return from;
    }

    private static bool HasPairs(string text) => text.AsSpan().ContainsAny(_highSurrogates);
}
