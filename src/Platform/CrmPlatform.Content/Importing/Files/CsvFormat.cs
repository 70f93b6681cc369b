using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>How a checked CSV file is read.</summary>
/// <param name="Encoding">As <see cref="TextSniffer.Find"/> knows it.</param>
/// <param name="Columns">The heads, trimmed, in order.</param>
/// <param name="Mended">It is a file of refused rows: its last column holds reasons, and cells may be guarded against formulas.</param>
internal sealed record CsvFormat(string Encoding, char Delimiter, IReadOnlyList<string> Columns, bool Mended)
{
    /// <summary>The column of reasons in a file of refused rows.</summary>
    public const string ErrorColumn = "error";

    public const int MaxColumns = 2_000;

    /// <summary>Longest row in bytes of UTF-8.</summary>
    public const int MaxRow = 4 * 1024 * 1024;

    private static readonly char[] _delimiters = [',', ';', '\t', '|'];

    /// <summary>
    /// Reads the head and then the whole file once, so that what makes it unreadable is said before the first row is written.
    /// </summary>
    /// <param name="wanted">Columns that the mapping speaks of: the delimiter that finds most of them is the right one.</param>
    public static async Task<(CsvFormat Format, long Rows)> CheckAsync(
        string path, string file, string encoding, string? delimiter, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var chosen = delimiter is { } declared
            ? DelimiterOf(declared)
            : await GuessAsync(path, file, encoding, wanted, cancellationToken);
        await using var reader = CsvRows.Open(path, file, encoding, chosen);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw ImportErrors.EmptyFile.With(("file", file));
        }

        var columns = reader.Cells().Select(c => c.Trim()).ToList();
        if (columns.Count > MaxColumns)
        {
            throw ImportErrors.TooManyColumns.With(("file", file), ("columns", columns.Count), ("max", MaxColumns));
        }

        long rows = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
        }

        var mended = columns.Count > 1
            && columns[^1] == ErrorColumn
            && !wanted.Contains(ErrorColumn, StringComparer.OrdinalIgnoreCase);
        return (new CsvFormat(encoding, chosen, mended ? columns[..^1] : columns, mended), rows);
    }

    /// <summary>Index of a column by its head; -1 when there is none.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i], column.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static char DelimiterOf(string declared) => declared switch
    {
        "tab" or "\\t" => '\t',
        [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => one,
        _ => throw Mapping.Hints.Unknown("delimiter", declared, [",", ";", "tab", "|"]),
    };

    private static async Task<char> GuessAsync(
        string path, string file, string encoding, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var best = (Delimiter: ',', Score: (Found: -1, Cells: 0));
        foreach (var candidate in _delimiters)
        {
            var score = await ScoreAsync(path, file, encoding, candidate, wanted, cancellationToken);
            best = score.CompareTo(best.Score) > 0 ? (candidate, score) : best;
        }

        return best.Delimiter;
    }

    /// <summary>How many wanted columns the head has when read so, then how many cells; a head that cannot be read so has none.</summary>
    private static async Task<(int Found, int Cells)> ScoreAsync(
        string path, string file, string encoding, char delimiter, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = CsvRows.Open(path, file, encoding, delimiter);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return default;
            }

            var cells = reader.Cells();
            var heads = cells.Select(c => c.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return (wanted.Count(heads.Contains), cells.Length);
        }
        catch (UserError)
        {
            return default;
        }
    }
}
