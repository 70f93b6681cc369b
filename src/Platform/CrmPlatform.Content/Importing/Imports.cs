using System.Globalization;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Running;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Importing;

/// <inheritdoc cref="IImports"/>
public sealed class Imports(
    ITenantDatabase database,
    IBulkWriter writer,
    IContentReader reader,
    ITenantStates states,
    ITenantAccessor tenants,
    IFieldTypes fieldTypes,
    IImportFiles files,
    ITexts texts,
    WorkNews news,
    TimeProvider time) : IImports
{
    private readonly ImportJobs _jobs = new(database, news, time);

    public async Task<long> StartAsync(
        Actor actor, Stream file, string fileName, ImportMapping mapping, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(mapping);
        if (!actor.Can(Permission.ContentImport))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.ContentImport));
        }

        var folder = Guid.NewGuid().ToString("N");
        try
        {
            var job = await CheckAsync(actor, file, Path.GetFileName(fileName), folder, mapping, dryRun, cancellationToken);
            return await _jobs.InsertAsync(job, cancellationToken);
        }
        catch
        {
            files.Delete(folder);
            throw;
        }
    }

    public async Task<ImportProgress> RunAsync(long import, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        using var place = await files.LockAsync(cancellationToken);
        var job = await GetAsync(import, cancellationToken);
        if (!job.IsFinished)
        {
            job = await RunAsync(import, job, progress, cancellationToken);
        }

        return job.Progress(import, files);
    }

    public async Task<ImportProgress?> FindAsync(long import, CancellationToken cancellationToken) =>
        (await _jobs.FindAsync(import, cancellationToken))?.Progress(import, files);

    public async Task<IReadOnlyList<ImportProgress>> ListAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await _jobs.ListAsync(limit, cancellationToken)).Select(j => j.Job.Progress(j.Id, files))];

    public async Task<Stream?> OpenErrorsAsync(long import, CancellationToken cancellationToken)
    {
        var job = await GetAsync(import, cancellationToken);
        return job.ErrorsLength == 0
            ? null
            : new FileStream(files.PathOf(job.Folder, ImportFileNames.Errors), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 4096, FileOptions.Asynchronous);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var import in await _jobs.UnfinishedAsync(cancellationToken))
        {
            await RunAsync(import, null, cancellationToken);
        }
    }

    private async Task<ImportJob> GetAsync(long import, CancellationToken cancellationToken) =>
        await _jobs.FindAsync(import, cancellationToken) ?? throw ImportErrors.Unknown.With(("import", import));

    private async Task<ImportJob> CheckAsync(
        Actor actor, Stream file, string fileName, string folder, ImportMapping mapping, bool dryRun, CancellationToken cancellationToken)
    {
        var state = await states.GetAsync(cancellationToken);
        if (mapping.Encoding is { } declared && TextSniffer.Find(declared) is null)
        {
            throw Hints.Unknown("encoding", declared, ["utf-8", "utf-16", "windows-1251"]);
        }

        var table = files.PathOf(folder, ImportFileNames.Source);
        var source = await SourceFile.TakeAsync(file, table, fileName, mapping, cancellationToken);
        var wanted = ImportPlanBuilder.ColumnsOf(mapping);
        var (format, rows) = await CsvFormat.CheckAsync(table, fileName, source.Encoding, source.Delimiter ?? mapping.Delimiter, wanted, cancellationToken);
        _ = new ImportPlanBuilder(state.Model, fieldTypes, state.Settings, mapping, fileName, format).Build();
        if (mapping.Match is null && !dryRun)
        {
            await RefuseSecondTimeAsync(fileName, source.Hash, cancellationToken);
        }

        return new ImportJob
        {
            Folder = folder,
            FileName = fileName,
            Hash = source.Hash,
            Actor = JobActor.Of(actor),
            StartedAt = time.GetUtcNow(),
            Culture = CultureOf(state.Settings),
            Mapping = mapping,
            Format = format,
            DryRun = dryRun,
            Rows = rows,
        };
    }

    /// <summary>Without a match nothing tells rows that are in already from new ones.</summary>
    private async Task RefuseSecondTimeAsync(string fileName, string hash, CancellationToken cancellationToken)
    {
        foreach (var (id, earlier) in await _jobs.ListAsync(1_000, cancellationToken))
        {
            if (earlier is { DryRun: false, Act: { } act } && earlier.Hash == hash && !await IsUndoneAsync(act, cancellationToken))
            {
                throw ImportErrors.SameFile.With(("file", fileName), ("import", id));
            }
        }
    }

    private async Task<bool> IsUndoneAsync(long act, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.FindActAsync(act, cancellationToken) is { UndoneBy: not null };
    }

    private string CultureOf(TenantSettings settings)
    {
        var own = CultureInfo.CurrentUICulture;
        return texts.Cultures.Any(c => c.TwoLetterISOLanguageName == own.TwoLetterISOLanguageName) ? own.Name : settings.Culture;
    }

    private async Task<ImportJob> RunAsync(long import, ImportJob job, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(files.PathOf(job.Folder, ImportFileNames.Source)))
            {
                throw ImportErrors.FileGone.With(("import", import));
            }

            var state = await states.GetAsync(cancellationToken);
            var settings = state.Settings with { TimeZone = job.Actor.Zone ?? state.Settings.TimeZone };
            var plan = new ImportPlanBuilder(state.Model, fieldTypes, settings, job.Mapping, job.FileName, job.Format).Build();
            var services = new ImportRunServices(tenants.Current.Database, database, writer, _jobs, files, new RecordNames(reader, state.Model, job.Actor.ToActor()), texts, time);
            job = await new ImportRun(import, plan, services, progress).RunAsync(job, cancellationToken);
            job = job with { State = ImportState.Done };
        }
        catch (UserError error) when (error.Code.Status is not (503 or 507))
        {
            // The state of the last slice that was committed; a busy database or a full disk leaves the import to be gone on with.
            job = await GetAsync(import, cancellationToken);
            job = job with { State = ImportState.Failed, Failure = texts.Get(CultureInfo.GetCultureInfo(job.Culture), error) };
        }

        await _jobs.SaveAsync(import, job, cancellationToken);
        Clean(job);
        return job;
    }

    /// <summary>Only the refused rows stay.</summary>
    private void Clean(ImportJob job)
    {
        files.Delete(job.Folder, ImportFileNames.Source);
        files.Delete(job.Folder, ImportFileNames.Ledger);
        files.Delete(job.Folder, ImportJob.WaitingFile(job.Pass));
        if (job.ErrorsLength == 0)
        {
            files.Delete(job.Folder);
        }
    }
}
