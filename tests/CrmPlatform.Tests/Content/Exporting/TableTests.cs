using System.Globalization;
using System.Text;
using CrmPlatform.Content.Exporting;
using CrmPlatform.Content.Importing.Files;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Xunit;

namespace CrmPlatform.Tests.Content.Exporting;

/// <summary>Tables for spreadsheets: right, and nothing in them runs.</summary>
public sealed class TableTests : IDisposable
{
    private static readonly object?[][] _rows =
    [
        ["=1+1", 1234567.5m, new DateOnly(1999, 3, 1), new DateTime(2026, 11, 21, 18, 30, 0), true, "+7 916 123-45-67"],
        ["<b>&\"x\"</b>; \u0001 😀", -0.001m, new DateOnly(1812, 9, 7), null, false, "@SUM(A1)"],
        ["line\nbreak", null, null, null, null, "\tTab"],
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-table-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Csv_guards_texts_and_leaves_numbers_alone()
    {
        var text = await WriteAsync(s => new CsvTable(s, CultureInfo.GetCultureInfo("en-US")));

        Assert.Equal(
            "\uFEFF'=Head,Number,Day,Moment,Yes,Phone\r\n"
            + "'=1+1,1234567.5,1999-03-01,2026-11-21 18:30,true,'+7 916 123-45-67\r\n"
            + "\"<b>&\"\"x\"\"</b>; \u0001 😀\",-0.001,1812-09-07,,false,'@SUM(A1)\r\n"
            + "\"line\nbreak\",,,,,'\tTab\r\n",
            text);
    }

    [Fact]
    public async Task Csv_for_Russian_spreadsheets_has_semicolons_and_decimal_commas()
    {
        var text = await WriteAsync(s => new CsvTable(s, CultureInfo.GetCultureInfo("ru-RU")));

        Assert.Contains("'=1+1;1234567,5;1999-03-01", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_is_valid_and_comes_back_as_it_was()
    {
        var path = Path.Combine(_folder, "table.xlsx");
        await using (var stream = File.Create(path))
        {
            await WriteAsync(new WorkbookTable(stream, "Deals: [all]/*?"));
        }

        using (var document = SpreadsheetDocument.Open(path, isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(document, Token).Select(e => $"{e.Part?.Uri} {e.Path?.XPath} {e.Description}"));
        }

        await using var source = File.OpenRead(path);
        var table = await SourceFile.TakeAsync(source, Path.Combine(_folder, "table.csv"), "table.xlsx", null, Token);

        Assert.Equal(["Deals all"], table.Sheets);
        Assert.Equal(
            "=Head,Number,Day,Moment,Yes,Phone\r\n"
            + "=1+1,1234567.5,1999-03-01,2026-11-21T18:30:00,true,+7 916 123-45-67\r\n"
            + "\"<b>&\"\"x\"\"</b>;   😀\",-0.001,1812-09-07,,false,@SUM(A1)\r\n"
            + "\"line\nbreak\",,,,,\"\tTab\"\r\n",
            await File.ReadAllTextAsync(Path.Combine(_folder, "table.csv"), Token));
    }

    private static async Task<string> WriteAsync(Func<Stream, ITableWriter> make)
    {
        using var stream = new MemoryStream();
        await WriteAsync(make(stream));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static async Task WriteAsync(ITableWriter table)
    {
        using (table)
        {
            await table.HeadAsync(["=Head", "Number", "Day", "Moment", "Yes", "Phone"], Token);
            foreach (var row in _rows)
            {
                await table.RowAsync(row, Token);
            }

            await table.EndAsync(Token);
        }
    }
}
