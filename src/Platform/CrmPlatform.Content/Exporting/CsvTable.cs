using System.Globalization;
using System.Text;
using CrmPlatform.Content.Importing.Files;

namespace CrmPlatform.Content.Exporting;

/// <summary>
/// CSV in UTF-8 with a mark, as spreadsheets expect it: numbers as the culture writes them, separated by what its spreadsheets
/// take for a separator, days in ISO form.
/// </summary>
public sealed class CsvTable(Stream stream, CultureInfo culture) : ITableWriter
{
    private const int Buffered = 32 * 1024;

    private readonly StringBuilder _text = new("\uFEFF", Buffered * 2);
    private readonly char _delimiter = culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';

    public async Task HeadAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        CsvAppender.AddRow(_text, [.. columns.Select(Formulas.Guard)], _delimiter);
        await FlushAsync(cancellationToken);
    }

    public async ValueTask RowAsync(IReadOnlyList<object?> cells, CancellationToken cancellationToken)
    {
        CsvAppender.AddRow(_text, [.. cells.Select(Cell)], _delimiter);
        if (_text.Length > Buffered)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public Task EndAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    public void Dispose()
    {
        // The stream is the caller's.
    }

    private string Cell(object? value) => value switch
    {
        null => "",
        string text => Formulas.Guard(text),
        decimal number => number.ToString("0.############################", culture),
        bool yes => yes ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot be a {value.GetType()}.", nameof(value)),
    };

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken);
        _text.Clear();
    }
}

/// <summary>Keeps spreadsheets from running text.</summary>
internal static class Formulas
{
    /// <summary>
    /// A text that a spreadsheet would run gets an apostrophe, which imports take away again. So does a phone number, which would
    /// lose its plus.
    /// </summary>
    public static string Guard(string text) => Starts(text) ? "'" + text : text;

    /// <summary>Takes the apostrophe away.</summary>
    public static string Unguard(string text) => text is ['\'', ..] && Starts(text[1..]) ? text[1..] : text;

    private static bool Starts(string text) => text.AsSpan().TrimStart('\'') is [('=' or '+' or '-' or '@' or '\t' or '\r'), ..];
}
