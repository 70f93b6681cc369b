using System.Globalization;
using System.Xml;

namespace CrmPlatform.Content.Importing.Files.Workbooks;

/// <summary>The rows of a sheet, one at a time.</summary>
internal sealed class SheetRows(XmlReader xml, IReadOnlyList<string> texts, CellFormats formats, string file)
{
    private const int MaxCell = 32_767;

    /// <summary>The next row; null after the last.</summary>
    public IReadOnlyList<string>? Next()
    {
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                return Row();
            }
        }

        return null;
    }

    private List<string> Row()
    {
        var cells = new List<string>();
        var next = 0;
        if (xml.IsEmptyElement)
        {
            return cells;
        }

        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                continue;
            }

            var at = xml.GetAttribute("r") is { } reference ? ColumnOf(reference) : next;
            next = at + 1;
            var text = Cell();
            if (text.Length == 0)
            {
                continue;
            }

            if (at >= CsvFormat.MaxColumns)
            {
                throw ImportErrors.TooManyColumns.With(("file", file), ("columns", at + 1), ("max", CsvFormat.MaxColumns));
            }

            while (cells.Count <= at)
            {
                cells.Add("");
            }

            cells[at] = text.Length > MaxCell ? text[..MaxCell] : text;
        }

        return cells;
    }

    private string Cell()
    {
        var (kind, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var text = "";
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" })
            {
                text = SharedTexts.ReadText(xml);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "is" })
            {
                text = SharedTexts.ReadRich(xml);
            }
        }

        return Meaning(kind, style, text);
    }

    private string Meaning(string? kind, string? style, string text) => kind switch
    {
        "s" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < texts.Count
            ? texts[at]
            : throw new InvalidDataException($"text {text} is missing"),
        "b" => text is "1" or "true" or "True" or "TRUE" ? "true" : "false",
        "e" => "",
        "str" or "inlineStr" or "d" => text,
        _ => formats.Text(text, style),
    };

    /// <summary>BC12 is column 54.</summary>
    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetter))
        {
            column = checked((column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1));
        }

        return column > 0 ? column - 1 : throw new InvalidDataException($"cell \"{reference}\"");
    }
}
