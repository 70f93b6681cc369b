using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace CrmPlatform.Content.Exporting;

/// <summary>
/// XLSX, written as it goes: texts stand in their cells (inline), so that nothing is gathered in memory. Further sheets follow
/// where one is full.
/// </summary>
public sealed class WorkbookTable(Stream stream, string name) : ITableWriter
{
    private const int MaxRows = 1_048_576;
    private const int MaxCell = 32_767;
    private const int Buffered = 32 * 1024;
    private const string Namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";

    private readonly StringBuilder _text = new(Buffered * 2);

    /// <summary>What the archive has written and the stream has not got yet. An archive also writes where it cannot wait, which a web server's stream does not allow.</summary>
    private readonly Outgoing _outgoing = new();
    private IReadOnlyList<string> _columns = [];
    private ZipArchive? _archive;
    private Stream? _sheet;
    private int _sheets;
    private int _rows;

    public async Task HeadAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        _columns = columns;
        _archive = await ZipArchive.CreateAsync(_outgoing, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await OpenSheetAsync(cancellationToken);
    }

    public async ValueTask RowAsync(IReadOnlyList<object?> cells, CancellationToken cancellationToken)
    {
        if (_rows == MaxRows)
        {
            await CloseSheetAsync(cancellationToken);
            await OpenSheetAsync(cancellationToken);
        }

        AddRow(cells, style: 0);
        if (_text.Length > Buffered)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await CloseSheetAsync(cancellationToken);
        await AddPartsAsync(cancellationToken);
        await _archive!.DisposeAsync();
        await _outgoing.SendAsync(stream, cancellationToken);
    }

    public void Dispose() => _outgoing.Dispose();

    private async Task OpenSheetAsync(CancellationToken cancellationToken)
    {
        _sheets++;
        _rows = 0;
        _sheet = await _archive!.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest).OpenAsync(cancellationToken);
        _text.Append("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>")
            .Append(CultureInfo.InvariantCulture, $"<worksheet xmlns=\"{Namespace}\"><sheetViews><sheetView workbookViewId=\"0\">")
            .Append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>")
            .Append(CultureInfo.InvariantCulture, $"<cols><col min=\"1\" max=\"{Math.Max(1, _columns.Count)}\" width=\"20\" customWidth=\"1\"/></cols><sheetData>");
        AddRow([.. _columns], style: 3);
    }

    private async Task CloseSheetAsync(CancellationToken cancellationToken)
    {
        _text.Append("</sheetData></worksheet>");
        await FlushAsync(cancellationToken);
        await _sheet!.DisposeAsync();
    }

    private void AddRow(IReadOnlyList<object?> cells, int style)
    {
        _rows++;
        _text.Append("<row>");
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is { } value)
            {
                AddCell(i, value, style);
            }
        }

        _text.Append("</row>");
    }

    private void AddCell(int column, object value, int style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<c r=\"{Letters(column)}{_rows}\"");
        switch (value)
        {
            case string text:
                _text.Append(CultureInfo.InvariantCulture, $" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                AddText(text);
                _text.Append("</t></is></c>");
                break;
            case bool yes:
                _text.Append(yes ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>");
                break;
            case decimal number:
                _text.Append(CultureInfo.InvariantCulture, $"><v>{number}</v></c>");
                break;
            case DateOnly day:
                AddMoment(day.ToDateTime(TimeOnly.MinValue), 1);
                break;
            case DateTime moment:
                AddMoment(moment, 2);
                break;
            default:
                throw new ArgumentException($"A cell cannot be a {value.GetType()}.", nameof(value));
        }
    }

    /// <summary>Days before 1900 are no numbers for a spreadsheet: they stand as text.</summary>
    private void AddMoment(DateTime moment, int style)
    {
        if (moment.Year < 1901)
        {
            _text.Append(CultureInfo.InvariantCulture, $" t=\"inlineStr\"><is><t>{moment:yyyy-MM-dd}</t></is></c>");
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $" s=\"{style}\"><v>{moment.ToOADate():0.##########}</v></c>");
    }

    private void AddText(string text)
    {
        var end = Math.Min(text.Length, MaxCell);
        for (var i = 0; i < end; i++)
        {
            var letter = text[i];
            if (char.IsHighSurrogate(letter) && i + 1 < end && char.IsLowSurrogate(text[i + 1]))
            {
                _text.Append(letter).Append(text[++i]);
                continue;
            }

            _ = letter switch
            {
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '&' => _text.Append("&amp;"),
                '\r' => _text,
                _ => XmlConvert.IsXmlChar(letter) ? _text.Append(letter) : _text.Append(' '),
            };
        }
    }

    private static string Letters(int column) =>
        column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _sheet!.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken);
        _text.Clear();
        await _outgoing.SendAsync(stream, cancellationToken);
    }

    private async Task AddPartsAsync(CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(1, _sheets).ToList();
        await AddPartAsync("[Content_Types].xml", $"""
            <Types xmlns="{Packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))}</Types>
            """, cancellationToken);
        await AddPartAsync("_rels/.rels", $"""<Relationships xmlns="{Packages}/relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""", cancellationToken);
        await AddPartAsync("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Packages}/relationships">{string.Concat(numbers.Select(n => $"<Relationship Id=\"r{n}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))}<Relationship Id="styles" Type="{Office}/styles" Target="styles.xml"/></Relationships>
            """, cancellationToken);
        await AddPartAsync("xl/workbook.xml", $"""
            <workbook xmlns="{Namespace}" xmlns:r="{Office}"><sheets>{string.Concat(numbers.Select(n => $"<sheet name=\"{SheetName(n)}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"))}</sheets></workbook>
            """, cancellationToken);
        await AddPartAsync("xl/styles.xml", $"""
            <styleSheet xmlns="{Namespace}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>
            """, cancellationToken);
    }

    private async Task AddPartAsync(string path, string xml, CancellationToken cancellationToken)
    {
        var entry = await _archive!.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await using (entry.ConfigureAwait(false))
        {
            await entry.WriteAsync(Encoding.UTF8.GetBytes(xml), cancellationToken);
        }
    }

    /// <summary>At most 31 characters, some of them not allowed.</summary>
    private string SheetName(int number)
    {
        var plain = string.Concat(name.Where(c => !"[]:*?/\\'<>&\"".Contains(c, StringComparison.Ordinal) && !char.IsControl(c)));
        plain = plain.Length > 24 ? plain[..24] : plain.Length == 0 ? "Sheet" : plain;
        return number == 1 ? plain : string.Create(CultureInfo.InvariantCulture, $"{plain} {number}");
    }
}
