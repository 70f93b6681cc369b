using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Running;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Importing.Drafts;

/// <inheritdoc cref="IImportDrafts"/>
internal sealed class ImportDrafts(
    IImports imports, IImportFiles files, ITenantStates states, IFieldTypes fieldTypes, ITenantDatabase database, IBulkWriter writer, IContentReader reader, TimeProvider time)
    : IImportDrafts
{
    private const string Prefix = "draft-";
    private const string Original = "original";
    private const string Table = "table.csv";

    /// <summary>The table while it is made anew: who gives up half way leaves the one before.</summary>
    private const string NewTable = "table-new.csv";
    private const string State = "draft.json";
    private static readonly TimeSpan _kept = TimeSpan.FromDays(1);

    private readonly RememberedMappings _remembered = new(files);

    public async Task<ImportDraft> CreateAsync(
        Actor actor, Stream file, string fileName, string? type, ImportHints hints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(hints);
        Require(actor);
        files.DeleteOld(Prefix, time.GetUtcNow() - _kept);
        var id = Guid.NewGuid().ToString("N");
        try
        {
            await DiskSpace.GuardAsync(() => KeepAsync(file, files.PathOf(Prefix + id, Original), cancellationToken));
            var model = (await states.GetAsync(cancellationToken)).Model;
            var basis = new ImportDraft
            {
                Id = id,
                By = actor.Id,
                FileName = Path.GetFileName(fileName),
                Kind = ImportFileKind.Csv,
                Hash = "",
                Encoding = "utf-8",
                Delimiter = ",",
                Columns = [],
                Rows = 0,
                Mapping = new ImportMapping { Type = type is null ? "" : model.Get(type).Id, Fields = new Dictionary<string, ImportColumn>(StringComparer.OrdinalIgnoreCase) },
            };
            var draft = await ReadAsync(basis, null, cancellationToken);
            return await SaveAsync(await GuessAsync(draft, type is null, hints, cancellationToken), newTable: true, cancellationToken);
        }
        catch
        {
            files.Delete(Prefix + id);
            throw;
        }
    }

    public async Task<ImportDraft> GetAsync(Actor actor, string draft, CancellationToken cancellationToken)
    {
        using var turn = await files.LockAsync(Prefix + draft, cancellationToken);
        return await FindAsync(actor, draft, cancellationToken);
    }

    public async Task<ImportDraft> SaveAsync(Actor actor, string draft, ImportMapping mapping, ImportHints hints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(hints);
        using var turn = await files.LockAsync(Prefix + draft, cancellationToken);
        var before = await FindAsync(actor, draft, cancellationToken);
        var readAnew = (mapping.Encoding, mapping.Delimiter, mapping.Sheet) != (before.Mapping.Encoding, before.Mapping.Delimiter, before.Mapping.Sheet);
        var after = before with { Mapping = mapping, DryRun = ImportMappings.Write(mapping) == ImportMappings.Write(before.Mapping) ? before.DryRun : null };
        var newTable = readAnew || (before.Kind == ImportFileKind.Workbook && (mapping.DateFormat, mapping.Culture) != (before.Mapping.DateFormat, before.Mapping.Culture));
        if (newTable)
        {
            after = await ReadAsync(after, mapping, cancellationToken);
        }

        if (readAnew || !string.Equals(mapping.Type, before.Mapping.Type, StringComparison.OrdinalIgnoreCase))
        {
            after = await GuessAsync(after, anyType: false, hints, cancellationToken);
        }

        return await SaveAsync(after, newTable, cancellationToken);
    }

    public async Task<ImportPreview> PreviewAsync(Actor actor, string draft, int rows, CancellationToken cancellationToken)
    {
        using var turn = await files.LockAsync(Prefix + draft, cancellationToken);
        var found = await FindAsync(actor, draft, cancellationToken);
        var state = await states.GetAsync(cancellationToken);
        var format = FormatOf(found);
        var settings = state.Settings with { TimeZone = Moment.ZoneOf(actor, state.Settings).Id };
        var plan = new ImportPlanBuilder(state.Model, fieldTypes, settings, found.Mapping, found.FileName, format).Build();
        var rehearsal = new Rehearsal(found, plan, format, database, writer, new RecordNames(reader, state.Model, actor), time);
        var preview = await rehearsal.RunAsync(actor, files.PathOf(Prefix + draft, Table), files.PathOf(Prefix + draft, "preview.db"), rows, cancellationToken);
        return preview with { Repeats = await new RepeatSearch(found, plan, database).FindAsync(cancellationToken) };
    }

    public async Task<long> StartAsync(Actor actor, ImportDraft draft, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        using var turn = await files.LockAsync(Prefix + draft.Id, cancellationToken);
        _ = await FindAsync(actor, draft.Id, cancellationToken);
        var stream = new FileStream(files.PathOf(Prefix + draft.Id, Original), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            var import = await imports.StartAsync(actor, stream, draft.FileName, draft.Mapping, dryRun, cancellationToken);
            if (dryRun)
            {
                await SaveAsync(draft with { DryRun = import }, newTable: false, cancellationToken);
            }
            else
            {
                await _remembered.KeepAsync(draft.Columns, draft.Mapping, cancellationToken);
            }

            return import;
        }
    }

    /// <summary>The caller has its turn at the draft.</summary>
    private async Task<ImportDraft> FindAsync(Actor actor, string draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Require(actor);
        var known = Guid.TryParseExact(draft, "N", out _) && File.Exists(files.PathOf(Prefix + draft, State));
        var found = known
            ? JsonSerializer.Deserialize<ImportDraft>(await File.ReadAllTextAsync(files.PathOf(Prefix + draft, State), cancellationToken))
            : null;
        return found is not null && found.By == actor.Id ? found : throw ImportErrors.DraftUnknown.With();
    }

    private static void Require(Actor actor)
    {
        if (!actor.Can(Permission.ContentImport))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.ContentImport));
        }
    }

    private static async Task<long> KeepAsync(Stream file, string path, CancellationToken cancellationToken)
    {
        await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await file.CopyToAsync(copy, 128 * 1024, cancellationToken);
        return copy.Length;
    }

    /// <summary>Makes the new table of the file, and looks at it.</summary>
    private async Task<ImportDraft> ReadAsync(ImportDraft draft, ImportMapping? mapping, CancellationToken cancellationToken)
    {
        var table = files.PathOf(Prefix + draft.Id, NewTable);
        await using var file = new FileStream(
            files.PathOf(Prefix + draft.Id, Original), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        var source = await SourceFile.TakeAsync(file, table, draft.FileName, mapping, cancellationToken);
        var wanted = draft.Columns.Select(c => c.Name).ToList();
        var (format, rows) = await CsvFormat.CheckAsync(
            table, draft.FileName, source.Encoding, source.Delimiter ?? mapping?.Delimiter, wanted, cancellationToken);
        return draft with
        {
            Kind = source.Kind,
            Hash = source.Hash,
            Encoding = format.Encoding,
            Delimiter = format.Delimiter == '\t' ? "tab" : format.Delimiter.ToString(CultureInfo.InvariantCulture),
            Sheet = source.Sheet,
            Sheets = source.Sheets,
            Mended = format.Mended,
            Columns = await ColumnFacts.ReadAsync(table, draft.FileName, format, cancellationToken),
            Rows = rows,
        };
    }

    private async Task<ImportDraft> GuessAsync(ImportDraft draft, bool anyType, ImportHints hints, CancellationToken cancellationToken)
    {
        var state = await states.GetAsync(cancellationToken);
        if (await _remembered.FindAsync(draft.Columns, anyType ? null : draft.Mapping.Type, cancellationToken) is { } known && Fits(state, draft, known))
        {
            return draft with
            {
                Mapping = known with { Encoding = draft.Mapping.Encoding, Delimiter = draft.Mapping.Delimiter, Sheet = draft.Mapping.Sheet },
                Remembered = true,
            };
        }

        var guess = new MappingGuess(state.Model, fieldTypes, state.Settings, draft.Columns, hints, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var type = anyType ? guess.BestType() : state.Model.Get(draft.Mapping.Type);
        return draft with { Mapping = guess.Make(type, draft.Mapping), Remembered = false };
    }

    private bool Fits(TenantState state, ImportDraft draft, ImportMapping mapping)
    {
        try
        {
            _ = new ImportPlanBuilder(state.Model, fieldTypes, state.Settings, mapping, draft.FileName, FormatOf(draft)).Build();
            return true;
        }
        catch (UserError)
        {
            return false;
        }
    }

    private static CsvFormat FormatOf(ImportDraft draft) =>
        new(draft.Encoding, draft.Delimiter == "tab" ? '\t' : draft.Delimiter[0], [.. draft.Columns.Select(c => c.Name)], draft.Mended);

    private async Task<ImportDraft> SaveAsync(ImportDraft draft, bool newTable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (newTable)
        {
            File.Move(files.PathOf(Prefix + draft.Id, NewTable), files.PathOf(Prefix + draft.Id, Table), overwrite: true);
        }

        // Not to be given up once the table is in its place: the two belong together.
        await WholeFile.WriteAsync(files.PathOf(Prefix + draft.Id, State), JsonSerializer.Serialize(draft), CancellationToken.None);
        return draft;
    }
}
