using System.Text;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>
/// Writes the table that a workbook or cards are turned into: CSV in UTF-8, every row as wide as the head at least. Rows without
/// a value are left out.
/// </summary>
internal sealed class TableWriter(string path, string file) : IDisposable
{
    /// <summary>
    /// The longest table. A cell of a workbook may stand for a text that is kept once, so a small file could fill a disk.
    /// </summary>
    private const long MaxLength = 2L * 1024 * 1024 * 1024;

    private const int Buffered = 64 * 1024;

    private readonly FileStream _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    private readonly StringBuilder _text = new(Buffered * 2);
    private int _width = -1;

    public void Add(IReadOnlyList<string> cells)
    {
        var last = cells.Count;
        while (last > 0 && string.IsNullOrWhiteSpace(cells[last - 1]))
        {
            last--;
        }

        if (last == 0)
        {
            return;
        }

        if (_width < 0)
        {
            _width = last;
        }

        var row = cells.Take(Math.Max(last, _width)).ToList();
        while (row.Count < _width)
        {
            row.Add("");
        }

        CsvAppender.AddRow(_text, row, ',');
        if (_text.Length > Buffered)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
    }

    private void Flush()
    {
        _stream.Write(Encoding.UTF8.GetBytes(_text.ToString()));
        _text.Clear();
        if (_stream.Length > MaxLength)
        {
            throw ImportErrors.TableTooLarge.With(("file", file), ("max", MaxLength / 1024 / 1024));
        }
    }
}
