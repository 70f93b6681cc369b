namespace CrmPlatform.Content.Exporting;

/// <summary>
/// Writes a table for a spreadsheet, row by row, to a stream that need not seek. Cells are string, decimal, bool, DateOnly,
/// DateTime (as clocks show it), or null. No text is ever read as a formula.
/// </summary>
public interface ITableWriter : IDisposable
{
    Task HeadAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken);

    ValueTask RowAsync(IReadOnlyList<object?> cells, CancellationToken cancellationToken);

    /// <summary>Writes what is left. A table that is disposed of before stays broken: nobody is to take a part of it for the whole.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}
