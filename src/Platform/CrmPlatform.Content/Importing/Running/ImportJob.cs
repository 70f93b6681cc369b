using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>What an import is and where it stands.</summary>
internal sealed record ImportJob : IJob<ImportJob>
{
    public const string Kind = "import";

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
    public long Emptied { get; init; }
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];
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

    static string IJob<ImportJob>.JobKind => Kind;

    string? IJob<ImportJob>.Title => FileName;

    DateTimeOffset? IJob<ImportJob>.Started => StartedAt;

    bool IJob<ImportJob>.HasEnded => IsFinished;

    bool IJob<ImportJob>.HasFailed => State == ImportState.Failed;

    ImportJob IJob<ImportJob>.Within(long act) => this with { Act = act };

    /// <summary>A dry run has nothing to go on from: it begins again.</summary>
    public ImportJob Restarted() => this with
    {
        Read = 0,
        Created = 0,
        Updated = 0,
        Unchanged = 0,
        Refused = 0,
        Emptied = 0,
        Notes = [],
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
            Failure)
        {
            Emptied = Emptied,
            Notes = Notes.Count == 0 ? [] : Notes,
            StartedAt = StartedAt,
            By = Actor.Name,
        };
    }
}

internal static class ImportFileNames
{
    public const string Source = "source.csv";
    public const string Errors = "errors.csv";
    public const string Ledger = "dry-run.db";
}

/// <summary>Keeps imports in the tenant's database.</summary>
internal sealed class ImportJobs(ITenantDatabase database, WorkNews news, TimeProvider time) : JobStore<ImportJob>(database, news, time)
{
    private readonly ITenantDatabase _database = database;

    public async Task<long> InsertAsync(ImportJob job, CancellationToken cancellationToken)
    {
        await using var session = await _database.WriteAsync(WritePriority.Interactive, cancellationToken);
        var id = await InsertAsync(session, job, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return id;
    }
}
