using System.Globalization;
using System.Xml;

namespace CrmPlatform.Content.Importing.Files.Workbooks;

/// <summary>Which cells hold dates: a workbook keeps them as numbers, and only the format of the cell tells.</summary>
internal sealed class CellFormats
{
    private readonly HashSet<int> _dates = [];
    private readonly bool _since1904;
    private readonly CellText _text;

    private CellFormats(bool since1904, CellText text) => (_since1904, _text) = (since1904, text);

    public static CellFormats Read(XmlReader? xml, bool since1904, CellText text)
    {
        var formats = new CellFormats(since1904, text);
        var codes = new Dictionary<int, string>();
        var inCells = false;
        var index = 0;
        while (xml?.Read() == true)
        {
            if (xml.LocalName == "cellXfs")
            {
                inCells = xml.NodeType == XmlNodeType.Element;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" } && Number(xml, "numFmtId") is { } id)
            {
                codes[id] = xml.GetAttribute("formatCode") ?? "";
            }
            else if (inCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
            {
                var format = Number(xml, "numFmtId") ?? 0;
                if (codes.TryGetValue(format, out var code) ? IsDate(code) : format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58))
                {
                    formats._dates.Add(index);
                }

                index++;
            }
        }

        return formats;
    }

    /// <summary>A number as the cell's format means it.</summary>
    public string Text(string written, string? style)
    {
        if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return written;
        }

        return int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var format) && _dates.Contains(format) && Moment(number) is { } moment
            ? moment
            : Plain(number, written);
    }

    private static int? Number(XmlReader xml, string attribute) =>
        int.TryParse(xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Fifteen digits are what the program that wrote it keeps: 0.1 + 0.2 is 0.3.</summary>
    private string Plain(double number, string written) =>
        decimal.TryParse(number.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString("0.############################", _text.Culture)
            : written;

    private string? Moment(double number)
    {
        // Days since 1899-12-30, or since 1904-01-01; the last is 9999-12-31.
        number += _since1904 ? 1462 : 0;
        if (number is < 0 or >= 2_958_466)
        {
            return null;
        }

        var seconds = Math.Round(number * 86_400);
        var moment = new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(seconds);
        return number < 1 ? moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : moment.TimeOfDay == TimeSpan.Zero ? moment.ToString(_text.DateFormat ?? "yyyy-MM-dd", _text.Culture)
            : moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A letter of a date outside quotes, brackets and escapes.</summary>
    private static bool IsDate(string code)
    {
        var quoted = false;
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '[' when !quoted:
                    i = Math.Max(i, code.IndexOf(']', i));
                    break;
                case 'd' or 'D' or 'm' or 'M' or 'y' or 'Y' or 'h' or 'H' or 's' or 'S' when !quoted:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }
}

/// <summary>How values of cells are written in the table: as the mapping will read them.</summary>
/// <param name="DateFormat">Of days; ISO when null.</param>
internal sealed record CellText(CultureInfo Culture, string? DateFormat)
{
    public static CellText Of(ImportMapping? mapping)
    {
        try
        {
            return new CellText(mapping?.Culture is { } name ? CultureInfo.GetCultureInfo(name) : CultureInfo.InvariantCulture, mapping?.DateFormat);
        }
        catch (CultureNotFoundException)
        {
            // The mapping is refused for it when it is bound.
            return new CellText(CultureInfo.InvariantCulture, mapping?.DateFormat);
        }
    }
}
