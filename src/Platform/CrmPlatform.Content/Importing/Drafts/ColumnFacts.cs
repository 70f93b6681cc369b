using CrmPlatform.Content.Importing.Files;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>Looks at the first rows of a table, to know its columns by what they hold.</summary>
internal static class ColumnFacts
{
    /// <summary>Rows that are looked at.</summary>
    private const int Looked = 5_000;

    /// <summary>Different values that are kept of a column, and the longest of them.</summary>
    private const int MostSamples = 120;
    private const int LongestSample = 200;

    public static async Task<IReadOnlyList<DraftColumn>> ReadAsync(string path, string file, CsvFormat format, CancellationToken cancellationToken)
    {
        var facts = format.Columns.Select(_ => new Facts()).ToList();
        await using var rows = CsvRows.Open(path, file, format.Encoding, format.Delimiter);
        await rows.ReadAsync(cancellationToken);
        for (var i = 0; i < Looked && await rows.ReadAsync(cancellationToken); i++)
        {
            var cells = rows.Cells();
            for (var column = 0; column < Math.Min(cells.Length, facts.Count); column++)
            {
                facts[column].Add(CsvAppender.Unguard(cells[column].Trim()));
            }
        }

        return [.. format.Columns.Select((name, i) => facts[i].ToColumn(name, IsUsable(format, name)))];
    }

    private static bool IsUsable(CsvFormat format, string name) =>
        name.Length > 0 && format.Columns.Count(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase)) == 1;

    private sealed class Facts
    {
        private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<string> _samples = [];
        private int _filled;
        private bool _repeats;

        public void Add(string value)
        {
            if (value.Length == 0)
            {
                return;
            }

            _filled++;
            if (!_seen.Add(value.Length > LongestSample ? value[..LongestSample] : value))
            {
                _repeats = true;
            }
            else if (_samples.Count < MostSamples && value.Length <= LongestSample)
            {
                _samples.Add(value);
            }
        }

        public DraftColumn ToColumn(string name, bool usable) => new(name, usable, _filled, _filled > 0 && !_repeats, _samples);
    }
}
