namespace CrmPlatform.Liquid;

/// <summary>The text of a template or an expression, and the places in it.</summary>
internal sealed class TemplateSource(string text, string? name)
{
    public string Text => text;

    public string? Name => name;

    public LiquidException Error(int position, LiquidErrorCode code, string message, string? suggestion = null) =>
        new(At(new LiquidError(code, message, Suggestion: suggestion), position));

    public LiquidError At(LiquidError error, int position)
    {
        var before = text.AsSpan(0, Math.Clamp(position, 0, text.Length));
        var line = before.Count('\n') + 1;
        return error with { Line = line, Column = before.Length - before.LastIndexOf('\n'), Template = name };
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

    /// <summary>Names that occur often are taken from here rather than made anew.</summary>
    public static Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> KnownNames(IReadOnlyCollection<string> names) =>
        KnownNamesCache.For(names).GetAlternateLookup<ReadOnlySpan<char>>();
}

internal static class KnownNamesCache
{
    private static readonly string[] _structural =
        ["else", "elsif", "when", "endif", "endfor", "endunless", "endcase", "endcapture", "endcomment", "endtablerow", "endifchanged", "endraw"];

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IReadOnlyCollection<string>, Dictionary<string, string>> _tables = [];

    public static Dictionary<string, string> For(IReadOnlyCollection<string> names) => _tables.GetValue(names, static all =>
        all.Concat(_structural).Distinct(StringComparer.Ordinal).ToDictionary(name => name, StringComparer.Ordinal));
}
