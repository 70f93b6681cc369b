using System.Text;
using CsvHelper;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>
/// The rows of a CSV file, one at a time. Blank lines are passed over, and so are those of nothing but separators. Broken quotes are user errors with the line;
/// a quote within an unquoted cell is text.
/// </summary>
internal sealed class CsvRows : IAsyncDisposable
{
    private readonly string _file;
    private readonly CsvReader _reader;
    private CsvMalformedReason? _broken;

    private CsvRows(string path, string file, string encoding, char delimiter)
    {
        _file = file;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            Encoding = TextSniffer.Find(encoding) is UTF8Encoding ? null : TextSniffer.Find(encoding),
            TrackLineNumbers = true,
            MaxRecordSize = CsvFormat.MaxRow,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = Note,
        });
    }

    /// <summary>1-based line that the current row begins in.</summary>
    public long Line => _reader.LineNumber;

    public static CsvRows Open(string path, string file, string encoding, char delimiter) => new(path, file, encoding, delimiter);

    /// <summary>To the next row; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool there;
            do
            {
                there = await _reader.ReadAsync(cancellationToken);
                Refuse();
            }
            while (there && IsBlank());

            return there;
        }
        catch (CsvFormatException error)
        {
            throw ImportErrors.RowTooLong.With(("file", _file), ("line", error.LineNumber), ("max", CsvFormat.MaxRow / 1024 / 1024));
        }
    }

    /// <summary>The cells of the current row.</summary>
    public string[] Cells()
    {
        var cells = new string[_reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = _reader.GetString(i);
        }

        return cells;
    }

    private bool IsBlank()
    {
        for (var i = 0; i < _reader.FieldCount; i++)
        {
            if (!string.IsNullOrWhiteSpace(_reader.GetString(i)))
            {
                return false;
            }
        }

        return true;
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private void Note(CsvMalformedRecord record)
    {
        if (record.Reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.TextAfterClosingQuote)
        {
            _broken = record.Reason;
        }
    }

    private void Refuse()
    {
        if (_broken is not { } reason)
        {
            return;
        }

        var code = reason == CsvMalformedReason.UnterminatedQuote ? ImportErrors.UnterminatedQuote : ImportErrors.TextAfterQuote;
        throw code.With(("file", _file), ("line", Line));
    }
}
