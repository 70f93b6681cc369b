using System.Text;

namespace CrmPlatform.Data.Queries;

/// <summary>Ranges of texts in the order of their code points.</summary>
internal static class TextRange
{
    /// <summary>The first text after all that begin with a prefix; null when there is none.</summary>
    public static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        for (var last = runes.Count - 1; last >= 0; last--)
        {
            if (Next(runes[last]) is { } next)
            {
                return string.Concat(runes.Take(last).Append(next).Select(r => r.ToString()));
            }
        }

        return null;
    }

    private static Rune? Next(Rune rune) =>
        rune.Value switch
        {
            0xD7FF => new Rune(0xE000),
            0x10FFFF => null,
            var value => new Rune(value + 1),
        };
}
