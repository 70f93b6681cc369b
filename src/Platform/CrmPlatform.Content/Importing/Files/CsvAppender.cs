using System.Text;
using System.Text.RegularExpressions;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>
/// Appends rows to a CSV file whose length is kept elsewhere: what lies beyond it was never committed and is cut off first.
/// UTF-8 with a mark, so that spreadsheets read it right.
/// </summary>
internal static partial class CsvAppender
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>The new length.</summary>
    public static Task<long> AppendAsync(
        string path, long length, char delimiter, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken) =>
        DiskSpace.GuardAsync(() => WriteAsync(path, length, delimiter, head, rows, cancellationToken));

    /// <summary>A cell that a spreadsheet would run as a formula gets an apostrophe; numbers with a sign do not.</summary>
    public static string Guard(string cell) => IsDangerous(cell) ? "'" + cell : cell;

    /// <summary>Takes the apostrophe of <see cref="Guard"/>, and of exports, away.</summary>
    public static string Unguard(string cell) => Exporting.Formulas.Unguard(cell);

    public static void AddRow(StringBuilder text, IReadOnlyList<string> cells, char delimiter)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
            {
                text.Append(delimiter);
            }

            AddCell(text, cells[i], delimiter);
        }

        text.Append("\r\n");
    }

    private static async Task<long> WriteAsync(
        string path, long length, char delimiter, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        stream.SetLength(length);
        stream.Position = length;
        var text = new StringBuilder();
        if (length == 0)
        {
            text.Append('\uFEFF');
            AddRow(text, head, delimiter);
        }

        foreach (var row in rows)
        {
            AddRow(text, row, delimiter);
        }

        await stream.WriteAsync(_utf8.GetBytes(text.ToString()), cancellationToken);
        stream.Flush(flushToDisk: true);
        return stream.Position;
    }

    private static bool IsDangerous(string cell)
    {
        var rest = cell.AsSpan().TrimStart('\'');
        return rest is [('=' or '+' or '-' or '@' or '\t' or '\r'), ..] && !(rest.Length == cell.Length && SignedNumber().IsMatch(cell));
    }

    [GeneratedRegex(@"^[+-][\d\s.,()-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignedNumber();

    private static void AddCell(StringBuilder text, string cell, char delimiter)
    {
        if (cell.AsSpan().IndexOfAny(['"', '\r', '\n']) < 0 && !cell.Contains(delimiter, StringComparison.Ordinal)
            && cell.Trim().Length == cell.Length)
        {
            text.Append(cell);
            return;
        }

        text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
