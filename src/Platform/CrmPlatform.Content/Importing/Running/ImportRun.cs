using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>One run of an import, from where it stands to its end.</summary>
internal sealed class ImportRun(long import, ImportPlan plan, ImportRunServices services, IProgress<ImportProgress>? progress)
{
    /// <summary>New rows after which the database looks at the table for the first time; then each time they have trebled, and in the end.</summary>
    private const long FirstLook = 1_000;

    /// <summary>What a kill may lose and a person may wait for word of: slices that share a transaction are committed after this at the latest.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(1);

    private readonly SliceSize _size = new(services.DatabaseKind);
    private long _looked;

    /// <summary>Errors that are not about a row: without the right, or without room, no row gets in.</summary>
    public static bool Stops(UserError error) => error.Code.Status is 403 or 503 or 507;

    public async Task<ImportJob> RunAsync(ImportJob job, CancellationToken cancellationToken)
    {
        job = (job.DryRun ? job.Restarted() : job) with { State = ImportState.Running };
        await services.Jobs.SaveAsync(import, job, cancellationToken);
        using var ledger = job.DryRun ? new DryRunLedger(services.Files.PathOf(job.Folder, ImportFileNames.Ledger), plan) : null;
        var converter = new RowConverter(plan, job.Format);
        while (true)
        {
            job = await PassAsync(job, converter, ledger, cancellationToken);
            if (job.Waiting == 0)
            {
                await LookAsync(job, last: true, cancellationToken);
                return job;
            }

            job = await NextPassAsync(job, cancellationToken);
        }
    }

    private async Task<ImportJob> PassAsync(ImportJob job, RowConverter converter, DryRunLedger? ledger, CancellationToken cancellationToken)
    {
        var writer = NewWriter(converter, ledger);
        await using var slices = new RowSource(job, converter, services.Files, _size).SlicesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var batch = new SliceBatch(slices);
        while (await batch.NextAsync())
        {
            var before = job;
            try
            {
                await (ledger is null ? services.Database.RunTogetherAsync(BatchAsync, cancellationToken) : BatchAsync(() => true));
            }
            catch (SpoiledTransactionException)
            {
                // What is known of the database was read in the transaction that is gone.
                writer = NewWriter(converter, ledger);
                job = before;
                foreach (var slice in batch.Slices)
                {
                    job = await WriteAsync(writer, job, slice, cancellationToken);
                }
            }

            progress?.Report(job.Progress(import, services.Files));
            await LookAsync(job, last: false, cancellationToken);
        }

        await writer.FlushAsync(job, cancellationToken);
        return job;

        async Task BatchAsync(Func<bool> isWanted)
        {
            var begun = services.Time.GetTimestamp();
            do
            {
                job = await WriteAsync(writer, job, batch.Current, cancellationToken);
            }
            while (!isWanted() && !cancellationToken.IsCancellationRequested && services.Time.GetElapsedTime(begun) < _longest && await batch.MoreAsync());
        }
    }

    private SliceWriter NewWriter(RowConverter converter, DryRunLedger? ledger) => new(
        import, plan, converter, new LookupCache(plan, services.Time), services.Names, ledger, new RefusedRows(plan, services.Files, services.Texts),
        services.Database, services.Writer, services.Jobs, services.Time);

    private async Task<ImportJob> WriteAsync(SliceWriter writer, ImportJob job, IReadOnlyList<ImportRow> slice, CancellationToken cancellationToken)
    {
        var start = services.Time.GetTimestamp();
        job = await writer.WriteAsync(job, slice, cancellationToken);
        _size.Learn(slice.Count, services.Time.GetElapsedTime(start));
        return job;
    }

    private async Task LookAsync(ImportJob job, bool last, CancellationToken cancellationToken)
    {
        var grown = job.Created - _looked;
        if (!job.DryRun && grown >= FirstLook && (last || grown >= _looked * 2))
        {
            await services.Database.AnalyzeAsync(plan.Type, cancellationToken);
            _looked = job.Created;
        }
    }

    /// <summary>Rows that waited are tried again as long as each pass brings some of them in; then what they name is missing.</summary>
    private async Task<ImportJob> NextPassAsync(ImportJob job, CancellationToken cancellationToken)
    {
        var behind = job.Pass;
        job = job with
        {
            Pass = job.Pass + 1,
            Final = job.PassDone == 0,
            PassRows = 0,
            PassDone = 0,
            Waiting = 0,
            WaitingLength = 0,
        };
        await services.Jobs.SaveAsync(import, job, cancellationToken);
        services.Files.Delete(job.Folder, ImportJob.WaitingFile(behind));
        return job;
    }
}

/// <summary>What a run works with.</summary>
internal sealed record ImportRunServices(
    Tenants.DatabaseKind DatabaseKind, ITenantDatabase Database, Changes.IBulkWriter Writer, ImportJobs Jobs, IImportFiles Files, RecordNames Names, ITexts Texts, TimeProvider Time);
