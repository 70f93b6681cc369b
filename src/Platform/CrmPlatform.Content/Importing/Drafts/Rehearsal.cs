using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Importing.Running;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>The first rows of a draft, through the gate and back, and what becomes of each of their cells.</summary>
internal sealed class Rehearsal(ImportDraft draft, ImportPlan plan, CsvFormat format, ITenantDatabase database, IBulkWriter writer, RecordNames records, TimeProvider time)
{
    private readonly RowConverter _converter = new(plan, format);
    private readonly LookupCache _lookups = new(plan, time);

    /// <param name="ledger">Path of a file of its own, removed at the end.</param>
    public async Task<ImportPreview> RunAsync(Actor actor, string table, string ledger, int count, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(table, count, cancellationToken);
        try
        {
            using var seen = new DryRunLedger(ledger, plan);
            await RehearseAsync(actor, rows, seen, cancellationToken);
        }
        finally
        {
            File.Delete(ledger);
        }

        return new ImportPreview([.. plan.Fields.Select(f => new PreviewField(f.Where["fields.".Length..].Split('.')[0], f.Field))], [.. rows.Select(Row)]);
    }

    private async Task RehearseAsync(Actor actor, List<ImportRow> rows, DryRunLedger ledger, CancellationToken cancellationToken)
    {
        var slices = new SliceWriter(0, plan, _converter, _lookups, records, ledger, null, database, writer, null, time);
        var job = Job(actor);
        while (rows.Count > 0)
        {
            // No two rows of a slice are about the same record.
            var slice = rows.DistinctBy(r => r.MatchKey ?? r).ToList();
            rows = [.. rows.Except(slice)];
            job = await slices.WriteAsync(job, slice, cancellationToken);
        }
    }

    private async Task<List<ImportRow>> ReadAsync(string table, int count, CancellationToken cancellationToken)
    {
        var rows = new List<ImportRow>();
        await using var reader = CsvRows.Open(table, draft.FileName, format.Encoding, format.Delimiter);
        await reader.ReadAsync(cancellationToken);
        while (rows.Count < count && await reader.ReadAsync(cancellationToken))
        {
            rows.Add(_converter.Convert(reader.Line, reader.Cells(), waited: false));
        }

        return rows;
    }

    private ImportJob Job(Actor actor) => new()
    {
        Folder = "",
        FileName = draft.FileName,
        Hash = draft.Hash,
        Actor = JobActor.Of(actor),
        Culture = "",
        Mapping = draft.Mapping,
        Format = format,
        DryRun = true,
        Rows = draft.Rows,
    };

    private PreviewRow Row(ImportRow row)
    {
        var wide = row.Cells.Length == plan.Columns;
        var cells = wide ? plan.Fields.Select(f => Cell(row, f)).ToList() : [];
        var told = cells.Where(c => c.Error is not null).Select(c => c.Error!.Message).ToHashSet(StringComparer.Ordinal);
        var faults = row.Faults.Select(f => new UserError(f.Code, f.Args)).DistinctBy(f => f.Message, StringComparer.Ordinal).Where(f => !told.Contains(f.Message)).ToList();
        var outcome = row.Faults.Count > 0 ? PreviewOutcome.Refused
            : row is { Existing: null, Earlier: null } ? PreviewOutcome.Created
            : row.Differs ? PreviewOutcome.Updated
            : PreviewOutcome.Unchanged;
        return new PreviewRow(row.Line, outcome, row.Existing?.Ref, cells, faults);
    }

    private PreviewCell Cell(ImportRow row, FieldPlan field)
    {
        var text = string.Join(field.Spec.Join ?? " ", field.Cells.Concat(field.Parts.SelectMany(p => p.Part.Cells)).Select(c => row.Cells[c].Trim()).Where(c => c.Length > 0));
        if (field.Lookup is { } lookup)
        {
            return Lookup(row, lookup, text);
        }

        try
        {
            return new PreviewCell(text, _converter.ValueOf(field, row.Cells), Missing: false, null);
        }
        catch (UserError error)
        {
            return new PreviewCell(text, null, Missing: false, error, plan.Empties(field));
        }
    }

    private PreviewCell Lookup(ImportRow row, LookupPlan lookup, string text)
    {
        var names = row.Names.Length > lookup.Index ? row.Names[lookup.Index] : [];
        var missing = names.Any(n => lookup.Missing == MissingLookup.Create && _lookups.Find(lookup.Source, n).Count == 0);
        var fault = row.Faults.Find(f => Speaks(f, lookup, names));
        return new PreviewCell(
            text,
            names.Length == 0 ? null : string.Join(", ", names.Select(n => n.Text)),
            missing,
            fault is null ? names.FirstOrDefault(n => n.Error is not null)?.Error : new UserError(fault.Code, fault.Args));
    }

    private static bool Speaks(RowFault fault, LookupPlan lookup, LookupName[] names) =>
        (fault.Code == ImportErrors.LookupMissing || fault.Code == ImportErrors.LookupAmbiguous)
        && Equals(fault.Args.GetValueOrDefault("field"), lookup.Owner.Field.Label)
        && names.Any(n => Equals(fault.Args.GetValueOrDefault("value"), n.Text));
}
