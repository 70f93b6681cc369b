using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing.Running;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Events;

namespace CrmPlatform.Content.Bulk;

/// <summary>What a bulk act is and where it stands; kept as JSON in the jobs, and committed with each slice.</summary>
internal sealed record BulkJob
{
    public const string Kind = "bulk";

    private static readonly JsonSerializerOptions _options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required string Token { get; init; }
    public required JobActor Actor { get; init; }

    /// <summary>Culture of the reasons.</summary>
    public required string Culture { get; init; }
    public required string Type { get; init; }
    public required BulkVerb Verb { get; init; }

    /// <summary>Values as an API body.</summary>
    public required JsonElement Values { get; init; }
    public IReadOnlyList<long>? Ids { get; init; }
    public FilterNode? Where { get; init; }
    public string? Title { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public long Expected { get; init; }
    public long? Act { get; init; }

    /// <summary>The last record dealt with: they are taken by number.</summary>
    public long After { get; init; }
    public long Changed { get; init; }
    public long Unchanged { get; init; }
    public long Refused { get; init; }
    public IReadOnlyList<string> Reasons { get; init; } = [];
    public bool Finished { get; init; }
    public string? Failure { get; init; }

    public string Serialize() => JsonSerializer.Serialize(this, _options);

    public static BulkJob Deserialize(string state) => JsonSerializer.Deserialize<BulkJob>(state, _options)!;

    public BulkProgress Progress(long id) =>
        new(id, Type, Title, Finished, Act, Expected, Changed, Unchanged, Refused, Reasons, Failure, StartedAt);
}

/// <summary>Keeps the jobs in the tenant's database, and beside it a mark that there is one to go on with.</summary>
internal sealed class BulkJobs(ITenantDatabase database, BulkMarks marks, WorkNews news, TimeProvider time)
{
    /// <summary>How far back a form that is sent twice is looked for.</summary>
    private const int Recent = 100;

    public async Task<(long Id, bool New)> InsertAsync(BulkJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        foreach (var row in await session.Tables.ListJobsAsync(BulkJob.Kind, Recent, cancellationToken))
        {
            if (BulkJob.Deserialize(row.State).Token == job.Token)
            {
                return (row.Id, false);
            }
        }

        var id = await session.Tables.InsertJobAsync(BulkJob.Kind, job.Serialize(), time.GetUtcNow(), cancellationToken);
        marks.Set(id);
        await session.CommitAsync(cancellationToken);
        return (id, true);
    }

    public async Task<BulkJob?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.FindJobAsync(id, cancellationToken) is { Kind: BulkJob.Kind } row ? BulkJob.Deserialize(row.State) : null;
    }

    public async Task<IReadOnlyList<long>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return [.. (await session.Tables.UnfinishedJobsAsync(BulkJob.Kind, cancellationToken)).Select(r => r.Id).Order()];
    }

    /// <summary>Within the transaction of a slice.</summary>
    public async ValueTask UpdateAsync(IWriteSession session, long id, BulkJob job, CancellationToken cancellationToken) =>
        await session.Tables.UpdateJobAsync(id, job.Serialize(), job.Finished, time.GetUtcNow(), cancellationToken);

    /// <summary>Begins the act and notes it in the job: both or neither.</summary>
    public async Task<BulkJob> BeginAsync(long id, BulkJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        var actor = await session.Tables.ActorIdAsync(job.Actor.Id, job.Actor.Name, cancellationToken);
        var row = new ActRow(0, BulkJob.Kind, job.Title, actor, time.GetUtcNow(), ActState.Running, new ActCounts(0, 0, 0), null);
        job = job with { Act = await session.Tables.InsertActAsync(row, cancellationToken) };
        await UpdateAsync(session, id, job, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return job;
    }

    public async Task FinishAsync(long id, BulkJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        if (job.Act is { } act)
        {
            var state = job.Failure is null ? ActState.Done : ActState.Failed;
            await session.Tables.UpdateActAsync(act, state, new ActCounts(0, 0, 0), cancellationToken);
        }

        await UpdateAsync(session, id, job, cancellationToken);
        var ended = new WorkEnded(BulkJob.Kind, id, job.Actor.Id, job.Title ?? "", job.Failure is not null, job.StartedAt, time.GetUtcNow());
        await news.AddAsync(session, ended, cancellationToken);
        await session.CommitAsync(cancellationToken);
        marks.Clear(id);
    }
}

/// <summary>One empty file per unfinished job: the host that starts need not open every database to find them.</summary>
internal sealed class BulkMarks(Hosting.PlatformOptions options, Tenants.ITenantAccessor tenants)
{
    private string Folder => Path.Combine(options.DataDirectory, "tenants", tenants.Current.Name, "files", BulkJob.Kind);

    public void Set(long job)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(PathOf(job), []);
    }

    public void Clear(long job)
    {
        if (Directory.Exists(Folder))
        {
            File.Delete(PathOf(job));
        }
    }

    private string PathOf(long job) => Path.Combine(Folder, job.ToString(CultureInfo.InvariantCulture));
}
