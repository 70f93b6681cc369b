using System.Text;

namespace CrmPlatform.Content.Importing.Files.Cards;

/// <summary>
/// The properties of a file of cards: lines unfolded, quoted-printable and character sets undone. Read as bytes, because each
/// property may have a character set of its own; longer than <see cref="MaxLength"/> (a photo) is cut off.
/// </summary>
internal static class CardLines
{
    private const int MaxLength = 256 * 1024;

    public static IEnumerable<CardProperty> Read(string path, string encoding)
    {
        var fallback = TextSniffer.Find(encoding) ?? Encoding.UTF8;
        using var reader = new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        var line = Line(reader)?.TrimStart('\u00EF', '\u00BB', '\u00BF');
        while (line is not null)
        {
            var whole = new StringBuilder(line);
            var printable = IsQuotedPrintable(line);
            line = Line(reader);
            while (line is not null && (line is [' ' or '\t', ..] || (printable && whole is { Length: > 0 } && whole[^1] == '=')))
            {
                if (printable && whole[^1] == '=')
                {
                    whole.Length--;
                    Append(whole, line);
                }
                else
                {
                    Append(whole, line[1..]);
                }

                line = Line(reader);
            }

            if (CardProperty.Parse(whole.ToString(), fallback) is { } property)
            {
                yield return property;
            }
        }
    }

    private static void Append(StringBuilder whole, string more)
    {
        if (whole.Length < MaxLength)
        {
            whole.Append(more);
        }
    }

    private static bool IsQuotedPrintable(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line.AsSpan(0, colon).Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A line within the limit; the rest of a longer one is passed over.</summary>
    private static string? Line(StreamReader reader)
    {
        var text = new StringBuilder();
        int next;
        while ((next = reader.Read()) >= 0)
        {
            if (next == '\n')
            {
                break;
            }

            if (text.Length < MaxLength)
            {
                text.Append((char)next);
            }
        }

        if (next < 0 && text.Length == 0)
        {
            return null;
        }

        return text is { Length: > 0 } && text[^1] == '\r' ? text.ToString(0, text.Length - 1) : text.ToString();
    }
}
