using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace CrmPlatform.Liquid;

/// <summary>The text of a template or an expression, and the places in it.</summary>
internal sealed class TemplateSource(string text, string? name)
{
    private int[]? _lineStarts;

    public string Text => text;

    public string? Name => name;

    public LiquidException Error(int position, LiquidErrorCode code, string message, string? suggestion = null) =>
        new(At(new LiquidError(code, message, Suggestion: suggestion), position));

    public LiquidError At(LiquidError error, int position)
    {
        position = Math.Clamp(position, 0, text.Length);
        var starts = _lineStarts ??= FindLines(text);
        var line = Array.BinarySearch(starts, position);
        line = line < 0 ? ~line - 1 : line;
        return error with { Line = line + 1, Column = position - starts[line] + 1, Template = name };
    }

    /// <summary>The end of the tag name that starts here: a word, or a single #.</summary>
    public int NameEnd(int start, int end)
    {
        if (start < end && text[start] == '#')
        {
            return start + 1;
        }

        var at = start;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at;
    }

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        return [.. starts];
    }

    /// <summary>Names that occur often are taken from here rather than made anew.</summary>
    public static Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> KnownNames(FrozenDictionary<string, LiquidTagDefinition> tags) =>
        KnownNamesCache.For(tags).GetAlternateLookup<ReadOnlySpan<char>>();
}

internal static class KnownNamesCache
{
    private static readonly string[] _structural =
        ["else", "elsif", "when", "endif", "endfor", "endunless", "endcase", "endcapture", "endcomment", "endtablerow", "endifchanged", "endraw"];

    private static readonly ConditionalWeakTable<FrozenDictionary<string, LiquidTagDefinition>, Dictionary<string, string>> _tables = [];

    public static Dictionary<string, string> For(FrozenDictionary<string, LiquidTagDefinition> tags) => _tables.GetValue(tags, static all =>
        all.Keys.Concat(_structural).Distinct(StringComparer.Ordinal).ToDictionary(name => name, StringComparer.Ordinal));
}
