using System.Globalization;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Files of rows that did not get in: refused ones with their reasons, for people to mend, and those that wait for others.
/// </summary>
internal sealed class RefusedRows(IImportFiles files, ITexts texts)
{
    /// <summary>Appends; the result knows the new lengths.</summary>
    public async Task<ImportJob> AppendAsync(ImportJob job, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var refused = rows.Where(r => r.Faults.Count > 0).ToList();
        if (refused.Count > 0)
        {
            var culture = CultureInfo.GetCultureInfo(job.Culture);
            var length = await CsvAppender.AppendAsync(
                files.PathOf(job.Folder, ImportFileNames.Errors), job.ErrorsLength, job.Format.Delimiter,
                [.. job.Format.Columns, CsvFormat.ErrorColumn], refused.Select(r => WithReasons(r, job.Format.Columns.Count, culture)), cancellationToken);
            job = job with { Refused = job.Refused + refused.Count, ErrorsLength = length };
        }

        var waiting = rows.Where(r => r.Waits && r.Faults.Count == 0).ToList();
        if (waiting.Count > 0)
        {
            var length = await CsvAppender.AppendAsync(
                files.PathOf(job.Folder, ImportJob.WaitingFile(job.Pass + 1)), job.WaitingLength, ',', [.. job.Format.Columns, "line"],
                waiting.Select(r => (IReadOnlyList<string>)[.. r.Cells, r.Line.ToString(CultureInfo.InvariantCulture)]), cancellationToken);
            job = job with { Waiting = job.Waiting + waiting.Count, WaitingLength = length };
        }

        return job;
    }

    /// <summary>The row's own cells, as many as there are columns; the reasons; then what was too much.</summary>
    private List<string> WithReasons(ImportRow row, int columns, CultureInfo culture)
    {
        var cells = row.Cells.Select(CsvAppender.Guard).ToList();
        while (cells.Count < columns)
        {
            cells.Add("");
        }

        cells.Insert(columns, string.Join(' ', row.Faults.Select(f => texts.Get(culture, f.Code, f.Args)).Distinct(StringComparer.Ordinal)));
        return cells;
    }
}
