using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Data;
using CrmPlatform.Events;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>What an import is and where it stands; kept as JSON in the jobs, and committed with each slice.</summary>
internal sealed record ImportJob
{
    public const string Kind = "import";

    private static readonly JsonSerializerOptions _options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Folder of its files.</summary>
    public required string Folder { get; init; }
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Hash { get; init; }
    public required JobActor Actor { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Culture of the reasons.</summary>
    public required string Culture { get; init; }
    public required ImportMapping Mapping { get; init; }
    public required CsvFormat Format { get; init; }
    public required bool DryRun { get; init; }

    /// <summary>Rows of the file.</summary>
    public required long Rows { get; init; }

    public ImportState State { get; init; }
    public long? Act { get; init; }
    public long Read { get; init; }
    public long Created { get; init; }
    public long Updated { get; init; }
    public long Unchanged { get; init; }
    public long Refused { get; init; }
    public long ErrorsLength { get; init; }
    public string? Failure { get; init; }

    /// <summary>0 reads the file; later passes read the rows that waited for others.</summary>
    public int Pass { get; init; }

    /// <summary>Nothing waits any more: what is missing now is missing.</summary>
    public bool Final { get; init; }

    /// <summary>Rows of the pass that are behind us.</summary>
    public long PassRows { get; init; }

    /// <summary>Those of them that did not have to wait.</summary>
    public long PassDone { get; init; }

    /// <summary>Rows that wait for the next pass, and the length of their file.</summary>
    public long Waiting { get; init; }
    public long WaitingLength { get; init; }

    public bool IsFinished => State is ImportState.Done or ImportState.Failed;

    public static string WaitingFile(int pass) => FormattableString.Invariant($"waiting-{pass}.csv");

    public string Serialize() => JsonSerializer.Serialize(this, _options);

    public static ImportJob Deserialize(string state) => JsonSerializer.Deserialize<ImportJob>(state, _options)!;

    /// <summary>A dry run has nothing to go on from: it begins again.</summary>
    public ImportJob Restarted() => this with
    {
        Read = 0,
        Created = 0,
        Updated = 0,
        Unchanged = 0,
        Refused = 0,
        ErrorsLength = 0,
        Pass = 0,
        Final = false,
        PassRows = 0,
        PassDone = 0,
        Waiting = 0,
        WaitingLength = 0,
    };

    public ImportProgress Progress(long id, IImportFiles files)
    {
        var done = Created + Updated + Unchanged + Refused;
        return new ImportProgress(
            id, FileName, Mapping.Type, State, DryRun, Act, Read, Created, Updated, Unchanged, Refused,
            ErrorsLength == 0 ? null : files.PathOf(Folder, ImportFileNames.Errors),
            State == ImportState.Done || Rows == 0 ? 100 : (int)Math.Min(99, done * 100 / Rows),
            Failure);
    }
}

/// <summary>Who imports: with the rights of when it began.</summary>
/// <param name="Zone">IANA id of the person's own zone, or null.</param>
internal sealed record JobActor(string Id, string Name, long? Employee, IReadOnlyList<string> Permissions, string? Zone = null)
{
    public static JobActor Of(Actor actor) => new(actor.Id, actor.Name, actor.Employee, [.. actor.Permissions], actor.Zone?.Id);

    public Actor ToActor() => new(Id, Name, Employee, Permissions.ToHashSet(StringComparer.OrdinalIgnoreCase))
    {
        Zone = Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(Zone),
    };
}

internal static class ImportFileNames
{
    public const string Source = "source.csv";
    public const string Errors = "errors.csv";
    public const string Ledger = "dry-run.db";
}

/// <summary>Keeps jobs in the tenant's database.</summary>
internal sealed class ImportJobs(ITenantDatabase database, WorkNews news, TimeProvider time)
{
    public async Task<long> InsertAsync(ImportJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        var id = await session.Tables.InsertJobAsync(ImportJob.Kind, job.Serialize(), time.GetUtcNow(), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return id;
    }

    public async Task<ImportJob?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.FindJobAsync(id, cancellationToken) is { Kind: ImportJob.Kind } row ? ImportJob.Deserialize(row.State) : null;
    }

    public async Task<IReadOnlyList<(long Id, ImportJob Job)>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return [.. (await session.Tables.ListJobsAsync(ImportJob.Kind, limit, cancellationToken)).Select(r => (r.Id, ImportJob.Deserialize(r.State)))];
    }

    public async Task<IReadOnlyList<long>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return [.. (await session.Tables.UnfinishedJobsAsync(ImportJob.Kind, cancellationToken)).Select(r => r.Id).Order()];
    }

    /// <summary>Within the transaction of a slice.</summary>
    public async ValueTask UpdateAsync(IWriteSession session, long id, ImportJob job, CancellationToken cancellationToken) =>
        await session.Tables.UpdateJobAsync(id, job.Serialize(), job.IsFinished, time.GetUtcNow(), cancellationToken);

    /// <summary>On its own; a finished import finishes its act in the same transaction.</summary>
    public async Task SaveAsync(long id, ImportJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        if (job is { IsFinished: true, Act: { } act })
        {
            var state = job.State == ImportState.Done ? ActState.Done : ActState.Failed;
            await session.Tables.UpdateActAsync(act, state, new ActCounts(0, 0, 0), cancellationToken);
        }

        await UpdateAsync(session, id, job, cancellationToken);
        if (job.IsFinished)
        {
            var ended = new WorkEnded(ImportJob.Kind, id, job.Actor.Id, job.FileName, job.State == ImportState.Failed, job.StartedAt ?? time.GetUtcNow(), time.GetUtcNow());
            await news.AddAsync(session, ended, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
    }

    /// <summary>Begins the act and notes it in the job: both or neither.</summary>
    public async Task<ImportJob> BeginActAsync(long id, ImportJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        var actor = await session.Tables.ActorIdAsync(job.Actor.Id, job.Actor.Name, cancellationToken);
        var row = new ActRow(0, ImportJob.Kind, job.FileName, actor, time.GetUtcNow(), ActState.Running, new ActCounts(0, 0, 0), null);
        job = job with { Act = await session.Tables.InsertActAsync(row, cancellationToken) };
        await UpdateAsync(session, id, job, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return job;
    }
}
