using System.IO.Compression;
using System.Text;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Errors;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>Workbooks and cards become tables; what is broken or made to do harm is refused.</summary>
public sealed class SourceFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-source-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_workbook_becomes_a_table_with_dates_and_numbers_as_they_are_meant()
    {
        var book = Workbooks.Of(("Sheet1", [
            ["Name", "Founded", "Seen", "Rate", "Active", "Phone"],
            ["Acme; \"Sons\"", new DateTime(1999, 3, 1), new DateTime(2026, 11, 21, 18, 30, 0), 0.1 + 0.2, true, 79161234567d],
            ["", null, null, null, null, null],
            ["Кириллица 😀", null, null, 1234567.5, false, "+7 916 765-43-21"],
        ]));
        var (table, lines) = await TakeAsync(book);

        Assert.Equal(ImportFileKind.Workbook, table.Kind);
        Assert.Equal(
            [
                "Name,Founded,Seen,Rate,Active,Phone",
                "\"Acme; \"\"Sons\"\"\",1999-03-01,2026-11-21T18:30:00,0.3,true,79161234567",
                "Кириллица 😀,,,1234567.5,false,+7 916 765-43-21",
            ],
            lines);
    }

    [Fact]
    public async Task The_first_sheet_that_holds_anything_is_read_or_the_one_that_is_named()
    {
        var book = Workbooks.Of(("Empty", []), ("Clients", [["name"], ["Acme"]]), ("Deals", [["deal"], ["Big"]]));

        var first = await TakeAsync(book);
        var named = await TakeAsync(book, sheet: "deals");
        var unknown = await Assert.ThrowsAsync<UserError>(() => TakeAsync(book, sheet: "nope"));

        Assert.Equal(["name", "Acme"], first.Lines);
        Assert.Equal(["Empty", "Clients", "Deals"], first.Table.Sheets);
        Assert.Equal(["deal", "Big"], named.Lines);
        Assert.Equal("import.unknown-sheet", unknown.Id);
    }

    [Fact]
    public async Task Shared_texts_with_runs_and_escapes_are_read()
    {
        var book = Workbooks.Raw(
            """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>Rich</t></r><r><t xml:space="preserve"> text</t></r><rPh><t>no</t></rPh></si><si><t>two_x000A_lines</t></si></sst>""",
            """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c r="B1" t="s"><v>0</v></c></row><row><c r="A2" t="inlineStr"><is><t>in</t></is></c><c r="B2" t="s"><v>1</v></c></row></sheetData></worksheet>""");

        Assert.Equal([",Rich text", "in,\"two\nlines\""], (await TakeAsync(book)).Lines);
    }

    [Theory]
    [InlineData("<worksheet><sheetData><row><c t='s'><v>7</v></c></row></sheetData></worksheet>", "import.broken-workbook")]
    [InlineData("<worksheet><sheetData><row><c", "import.broken-workbook")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><worksheet><sheetData><row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>", "import.broken-workbook")]
    [InlineData("<worksheet><sheetData><row><c r='ZZZ1' t='str'><v>far</v></c></row></sheetData></worksheet>", "import.too-many-columns")]
    public async Task A_broken_workbook_is_refused(string sheet, string error) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<UserError>(() => TakeAsync(Workbooks.Raw("<sst/>", sheet)))).Id);

    [Fact]
    public async Task A_workbook_that_unpacks_to_very_much_is_refused()
    {
        var text = new string('a', 30_000);
        var rows = string.Concat(Enumerable.Repeat($"<si><t>{text}</t></si>", 2_000));
        var bomb = Workbooks.Raw($"<sst>{rows}</sst>", "<worksheet><sheetData><row><c t='s'><v>1</v></c></row></sheetData></worksheet>");

        Assert.InRange(bomb.Length, 1, 1024 * 1024);
        Assert.Equal("import.table-too-large", (await Assert.ThrowsAsync<UserError>(() => TakeAsync(bomb))).Id);
    }

    [Fact]
    public async Task An_archive_that_is_no_workbook_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await archive.CreateEntry("readme.txt").OpenAsync(Token);
            await entry.WriteAsync("hello"u8.ToArray(), Token);
        }

        Assert.Equal("import.binary-file", (await Assert.ThrowsAsync<UserError>(() => TakeAsync(stream.ToArray()))).Id);
    }

    [Fact]
    public async Task Cards_of_every_version_become_rows()
    {
        const string Cards = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=CF=E5=F2=F0=EE=E2;=C8=E2=\r\n=E0=ED\r\nTEL;CELL:8 916 123-45-67\r\nTEL;WORK;FAX:8 495 000-00-00\r\nORG;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=CE=CE=CE;=D1=E1=FB=F2\r\nEND:VCARD\r\n"
            + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Smith\r\nN:Smith;Anna;;;\r\nitem1.EMAIL;type=INTERNET;type=pref:anna@example.com\r\nitem2.EMAIL:a2@example.com\r\nADR;TYPE=work:;Suite 5;1 Main St\\, East;Boston;MA;02101;USA\r\nBDAY:1980-02-29\r\nNOTE:First line\\nsecond\r\n  line\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n"
            + "BEGIN:VCARD\nVERSION:4.0\nFN:Юлия\nTEL;VALUE=uri;TYPE=\"voice,home\";PREF=1:tel:+49-89-123\nEMAIL:mailto:j@example.de\nBDAY:--0412\nUID:urn:uuid:abc\nEND:VCARD\n";
        var (table, lines) = await TakeAsync(Encoding.UTF8.GetBytes(Cards));

        Assert.Equal(ImportFileKind.Cards, table.Kind);
        Assert.StartsWith("Name,First name,Last name", lines[0], StringComparison.Ordinal);
        Assert.Equal("Иван Петров,Иван,Петров,,,ООО,Сбыт,,8 916 123-45-67,8 495 000-00-00,,,,,,,,,,,,,", lines[1]);
        Assert.Equal("Anna Smith,Anna,Smith,,,,,,,,,anna@example.com,a2@example.com,,\"1 Main St, East, Suite 5\",Boston,MA,02101,USA,1980-02-29,\"First line\nsecond line\",,", lines[2]);
        Assert.Equal("Юлия,,,,,,,,+49-89-123,,,j@example.de,,,,,,,,,,,abc", lines[3]);
    }

    [Fact]
    public async Task A_card_with_an_endless_photo_and_no_end_is_read_as_far_as_it_goes()
    {
        var cards = "BEGIN:VCARD\nFN:Anna\nPHOTO:" + new string('A', 3_000_000) + "\nEMAIL:a@example.com";
        var (_, lines) = await TakeAsync(Encoding.UTF8.GetBytes(cards));

        Assert.StartsWith("Anna,", lines[1], StringComparison.Ordinal);
        Assert.Contains("a@example.com", lines[1], StringComparison.Ordinal);
    }

    private async Task<(SourceTable Table, string[] Lines)> TakeAsync(byte[] bytes, string? sheet = null)
    {
        var path = Path.Combine(_folder, "table.csv");
        using var stream = new MemoryStream(bytes);
        var table = await SourceFile.TakeAsync(stream, path, "test.xlsx", new ImportMapping { Type = "Firm", Fields = new Dictionary<string, ImportColumn>(), Sheet = sheet }, Token);
        Assert.Equal([path], Directory.GetFiles(_folder));
        return (table, (await File.ReadAllTextAsync(path, Token)).TrimEnd().Split("\r\n"));
    }
}

/// <summary>Workbooks, as other programs write them.</summary>
internal static class Workbooks
{
    public static byte[] Of(params (string Name, object?[][] Rows)[] sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.Workbook = new Workbook(new Sheets());
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "dd\\.mm\\.yyyy hh:mm" }),
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14 }, new CellFormat { NumberFormatId = 164 }));
            foreach (var (name, rows) in sheets)
            {
                var part = book.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(rows.Select(r => new Row(r.Select(CellOf)))));
                book.Workbook.Sheets!.Append(new Sheet { Name = name, SheetId = (uint)book.Workbook.Sheets.Count() + 1, Id = book.GetIdOfPart(part) });
            }
        }

        return stream.ToArray();
    }

    public static byte[] Raw(string texts, string sheet)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "_rels/.rels", """<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(archive, "xl/workbook.xml", """<workbook xmlns:r="urn:r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add(archive, "xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>""");
            Add(archive, "xl/sharedStrings.xml", texts);
            Add(archive, "xl/worksheets/sheet1.xml", sheet);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    private static Cell CellOf(object? value) => value switch
    {
        null or "" => new Cell(),
        DateTime { TimeOfDay.Ticks: 0 } day => new Cell { CellValue = new CellValue(day.ToOADate()), StyleIndex = 1 },
        DateTime moment => new Cell { CellValue = new CellValue(moment.ToOADate()), StyleIndex = 2 },
        double number => new Cell { CellValue = new CellValue(number) },
        bool yes => new Cell { CellValue = new CellValue(yes), DataType = CellValues.Boolean },
        _ => new Cell { CellValue = new CellValue((string)value), DataType = CellValues.String },
    };
}
