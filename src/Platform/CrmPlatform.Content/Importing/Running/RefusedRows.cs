using System.Globalization;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Files of rows that did not get in: refused ones with their reasons, for people to mend, and those that wait for others. A row
/// that came in without some of its values stands beside the refused ones where it is recognised when it comes again.
/// </summary>
internal sealed class RefusedRows(ImportPlan plan, IImportFiles files, ITexts texts)
{
    /// <summary>Notes of refused rows that are kept with the job, and of rows that came in without some of their values.</summary>
    private const int MostNotes = 10;
    private const int LongestName = 80;

    /// <summary>Appends; the result knows the new lengths.</summary>
    public async Task<ImportJob> AppendAsync(ImportJob job, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var told = rows.Where(r => r.Faults.Count > 0 || (r.Emptied.Count > 0 && !r.Waits)).ToList();
        if (told.Count > 0)
        {
            job = await TellAsync(job, told, CultureInfo.GetCultureInfo(job.Culture), cancellationToken);
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

    private async Task<ImportJob> TellAsync(ImportJob job, List<ImportRow> told, CultureInfo culture, CancellationToken cancellationToken)
    {
        var listed = told.Where(r => r.Faults.Count > 0 || plan.Match >= 0).ToList();
        var length = listed.Count == 0 ? job.ErrorsLength : await CsvAppender.AppendAsync(
            files.PathOf(job.Folder, ImportFileNames.Errors), job.ErrorsLength, job.Format.Delimiter,
            [.. job.Format.Columns, CsvFormat.ErrorColumn], listed.Select(r => WithReason(r, job.Format.Columns.Count, culture)), cancellationToken);
        return job with { Refused = job.Refused + told.Count(r => r.Faults.Count > 0), ErrorsLength = length, Notes = Noted(job.Notes, told, culture) };
    }

    private IReadOnlyList<ImportNote> Noted(IReadOnlyList<ImportNote> notes, List<ImportRow> told, CultureInfo culture)
    {
        foreach (var refused in (bool[])[true, false])
        {
            var room = MostNotes - notes.Count(n => n.Refused == refused);
            var more = room <= 0 ? [] : told.Where(r => r.Faults.Count > 0 == refused).Take(room).ToList();
            notes = more.Count == 0 ? notes : [.. notes, .. more.Select(r => new ImportNote(r.Line, NameOf(r), refused, Reasons(refused ? r.Faults : r.Emptied, culture)))];
        }

        return notes;
    }

    private string NameOf(ImportRow row)
    {
        var field = plan.Fields.FirstOrDefault(f => string.Equals(f.Field.Id, plan.Type.NameField, StringComparison.OrdinalIgnoreCase));
        var cells = field is null || field.Cells.Count == 0 ? row.Cells.Take(1) : field.Cells.Where(c => c < row.Cells.Length).Select(c => row.Cells[c]);
        var name = string.Join(field?.Spec.Join ?? " ", cells.Select(c => c.Trim()).Where(c => c.Length > 0));
        return name.Length > LongestName ? name[..LongestName] + "…" : name;
    }

    /// <summary>The row's own cells, as many as there are columns; the reasons; then what was too much.</summary>
    private List<string> WithReason(ImportRow row, int columns, CultureInfo culture)
    {
        var cells = row.Cells.Select(CsvAppender.Guard).ToList();
        while (cells.Count < columns)
        {
            cells.Add("");
        }

        var reasons = row.Faults.Count > 0
            ? Reasons(row.Faults, culture)
            : texts.Get(culture, ImportErrors.LeftEmpty.With(("reasons", Reasons(row.Emptied, culture))));
        cells.Insert(columns, reasons);
        return cells;
    }

    private string Reasons(List<RowFault> faults, CultureInfo culture) =>
        string.Join(' ', faults.Select(f => texts.Get(culture, f.Code, f.Args)).Distinct(StringComparer.Ordinal));
}
