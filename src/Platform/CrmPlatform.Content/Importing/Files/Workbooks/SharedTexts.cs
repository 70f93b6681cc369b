using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace CrmPlatform.Content.Importing.Files.Workbooks;

/// <summary>The texts that cells of a workbook point to: held in memory, so not without a limit.</summary>
internal static partial class SharedTexts
{
    /// <summary>Bytes of the part.</summary>
    public const long MaxLength = 256L * 1024 * 1024;

    /// <summary>Characters of all texts together.</summary>
    private const int MaxCharacters = 48 * 1024 * 1024;

    public static List<string> Read(XmlReader xml, string file)
    {
        using var reader = xml;
        var texts = new List<string>();
        var characters = 0L;
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                var text = ReadRich(reader);
                characters += text.Length + 24;
                texts.Add(characters <= MaxCharacters ? text : throw ImportErrors.TableTooLarge.With(("file", file), ("max", MaxCharacters * 2L / 1024 / 1024)));
            }
        }

        return texts;
    }

    /// <summary>The text of an element with runs (<c>si</c>, <c>is</c>), without how it is pronounced. Leaves the reader at its end.</summary>
    public static string ReadRich(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        StringBuilder? several = null;
        string? one = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh", IsEmptyElement: false })
            {
                SkipTo(xml, xml.Depth);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "t", IsEmptyElement: false })
            {
                var text = ReadText(xml);
                several = one is null ? null : (several ?? new StringBuilder(one)).Append(text);
                one ??= text;
            }
        }

        return Unescape(several?.ToString() ?? one ?? "");
    }

    /// <summary>The text of an element. Leaves the reader at its end.</summary>
    public static string ReadText(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var text = "";
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                text += xml.Value;
            }
        }

        return text;
    }

    private static void SkipTo(XmlReader xml, int depth)
    {
        while (xml.Read() && xml.Depth > depth)
        {
            // Passed over.
        }
    }

    /// <summary>Characters that XML cannot hold are written <c>_x000D_</c>.</summary>
    private static string Unescape(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? Escaped().Replace(text, m => ((char)Convert.ToInt32(m.Groups["code"].Value, 16)).ToString())
            : text;

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
