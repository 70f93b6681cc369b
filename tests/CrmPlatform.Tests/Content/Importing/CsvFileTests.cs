using System.Text;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Errors;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public sealed class CsvFileTests : IDisposable
{
    private static readonly string[] _wanted = ["имя", "name", "city"];

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-csv-").FullName;

    static CsvFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1251", false)]
    public async Task Cyrillic_text_is_read_in_every_encoding(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = "имя;город\r\nАнна Снеллинг;Тверь\r\nЙозеф;Ёлкино, 5\r\n";
        var (format, rows) = await ReadAsync([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);

        Assert.Equal(["имя", "город"], format.Columns);
        Assert.Equal(';', format.Delimiter);
        Assert.Equal(["Анна Снеллинг|Тверь", "Йозеф|Ёлкино, 5"], rows);
    }

    [Fact]
    public async Task A_file_that_is_utf8_only_at_its_beginning_is_windows_1251()
    {
        var text = "name,city\n" + string.Concat(Enumerable.Repeat("plain,ascii\n", 20_000)) + "Анна,Тверь\n";
        var (format, rows) = await ReadAsync(Encoding.GetEncoding(1251).GetBytes(text));

        Assert.Equal("windows-1251", format.Encoding);
        Assert.Equal("Анна|Тверь", rows[^1]);
    }

    [Fact]
    public async Task Sequences_of_utf8_cut_by_the_reading_buffer_are_valid()
    {
        var sniffer = new TextSniffer();
        foreach (var one in Encoding.UTF8.GetBytes("имя,город\nАнна 😀,Тверь\n"))
        {
            sniffer.Add([one]);
        }

        Assert.Equal("utf-8", sniffer.Finish("x.csv", null));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task The_delimiter_is_the_one_that_finds_the_mapped_columns(char delimiter)
    {
        var text = $"name{delimiter}\"a,b;c\td|e\"{delimiter}city\nx{delimiter}1,2;3;4{delimiter}y\n".Replace("1,2;3;4", "\"1,2;3;4\"", StringComparison.Ordinal);
        var (format, rows) = await ReadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Equal(delimiter, format.Delimiter);
        Assert.Equal(["x|1,2;3;4|y"], rows);
    }

    [Fact]
    public async Task Quotes_line_breaks_and_blank_lines_are_those_of_rfc_4180()
    {
        var (_, rows) = await ReadAsync("name,city\r\n\"He said \"\"no\"\"\",\"two\r\nlines\"\r\n\r\n5\" pipe,x\r\n"u8.ToArray());

        Assert.Equal(["He said \"no\"|two\r\nlines", "5\" pipe|x"], rows);
    }

    [Theory]
    [InlineData("name,city\na,b\nc,\"never closed\nd,e\n", "import.unterminated-quote", 3)]
    [InlineData("name,city\na,\"b\nc\"\nd,\"e\" f\n", "import.text-after-quote", 4)]
    public async Task Broken_quotes_are_refused_with_their_line(string text, string id, long line)
    {
        var error = await Assert.ThrowsAsync<UserError>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(id, error.Id);
        Assert.Equal(line, error.Args["line"]);
    }

    [Fact]
    public async Task A_cell_of_ten_megabytes_is_refused_rather_than_read()
    {
        var text = "name,city\nfirst,row\nlong,\"" + new string('x', 10 * 1024 * 1024) + "\"\n";
        var error = await Assert.ThrowsAsync<UserError>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));

        Assert.Equal("import.row-too-long", error.Id);
        Assert.Equal(3L, error.Args["line"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("\uFEFF")]
    public async Task An_empty_file_is_refused(string text) =>
        Assert.Equal("import.empty-file", (await Assert.ThrowsAsync<UserError>(() => ReadAsync(Encoding.UTF8.GetBytes(text)))).Id);

    [Fact]
    public async Task Binary_files_are_refused()
    {
        byte[][] files =
        [
            [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00],
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D],
            [.. "%PDF-1.7\n"u8],
            [0x1F, 0x8B, 0x08, 0x08],
            [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7919 >> 3))],
        ];
        foreach (var file in files)
        {
            Assert.Equal("import.binary-file", (await Assert.ThrowsAsync<UserError>(() => ReadAsync(file))).Id);
        }
    }

    [Fact]
    public async Task A_declared_encoding_that_the_file_is_not_in_is_refused()
    {
        var error = await Assert.ThrowsAsync<UserError>(() => ReadAsync(Encoding.GetEncoding(1251).GetBytes("name\nАнна\n"), "utf-8"));
        Assert.Equal("import.bad-encoding", error.Id);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("@sum")]
    [InlineData("+cmd|' /C calc'!A0")]
    [InlineData("-2+3+cmd")]
    [InlineData("'=already")]
    [InlineData("''=twice")]
    [InlineData("'plain")]
    [InlineData("-5.20")]
    [InlineData("+7 (912) 345-67-89")]
    [InlineData("\ttab")]
    [InlineData("plain")]
    [InlineData("")]
    public void A_guarded_cell_is_no_formula_and_comes_back_as_it_was(string cell)
    {
        var guarded = CsvAppender.Guard(cell);

        Assert.Equal(cell, CsvAppender.Unguard(guarded));
        Assert.True(guarded.Length == 0 || !"=@\t".Contains(guarded[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_appended_beyond_the_committed_length_is_cut_off()
    {
        var path = Path.Combine(_folder, "errors.csv");
        var length = await CsvAppender.AppendAsync(path, 0, ';', ["a", "error"], [["1", "x;y"]], Token);
        await CsvAppender.AppendAsync(path, length, ';', ["a", "error"], [["lost", "by a kill"]], Token);
        await CsvAppender.AppendAsync(path, length, ';', ["a", "error"], [["2", "\"z\"\n"]], Token);

        Assert.Equal("\uFEFFa;error\r\n1;\"x;y\"\r\n2;\"\"\"z\"\"\n\"\r\n", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(path, Token)));
    }

    [Fact]
    public async Task A_full_disk_is_said_plainly()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here to write to.");
        var error = await Assert.ThrowsAsync<UserError>(() => DiskSpace.GuardAsync(async () =>
        {
            await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await full.WriteAsync(new byte[10], Token);
            return 0;
        }));
        Assert.Equal("storage.full", error.Id);
    }

    private async Task<(CsvFormat Format, List<string> Rows)> ReadAsync(byte[] bytes, string? declared = null)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, bytes, Token);
        var sniffer = new TextSniffer();
        foreach (var part in bytes.Chunk(1000))
        {
            sniffer.Add(part);
        }

        var encoding = sniffer.Finish("x.csv", declared);
        var (format, count) = await CsvFormat.CheckAsync(path, "x.csv", encoding, null, _wanted, Token);
        var rows = new List<string>();
        await using var reader = CsvRows.Open(path, "x.csv", encoding, format.Delimiter);
        await reader.ReadAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', reader.Cells()));
        }

        Assert.Equal(count, rows.Count);
        return (format, rows);
    }
}
