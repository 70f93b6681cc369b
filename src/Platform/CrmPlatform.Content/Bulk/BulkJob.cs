using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Bulk;

/// <summary>What a bulk act is and where it stands.</summary>
internal sealed record BulkJob : IJob<BulkJob>
{
    public const string Kind = "bulk";

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

    /// <summary>Set when the records are given to others.</summary>
    public HandoverRequest? Handover { get; init; }
    public string? Title { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public long Expected { get; init; }
    public long? Act { get; init; }

    /// <summary>The last record dealt with: they are taken by number, those of a handover by their place in its plan.</summary>
    public long After { get; init; }
    public long Changed { get; init; }
    public long Unchanged { get; init; }
    public long Refused { get; init; }
    public IReadOnlyList<string> Reasons { get; init; } = [];
    public bool Finished { get; init; }
    public string? Failure { get; init; }

    static string IJob<BulkJob>.JobKind => Kind;

    [JsonIgnore]
    public string ActKind => Handover is null ? Kind : HandoverRequest.ActKind;

    DateTimeOffset? IJob<BulkJob>.Started => StartedAt;

    bool IJob<BulkJob>.HasEnded => Finished;

    bool IJob<BulkJob>.HasFailed => Failure is not null;

    BulkJob IJob<BulkJob>.Within(long act) => this with { Act = act };

    public BulkProgress Progress(long id) =>
        new(id, Type, Verb, Title, Finished, Act, Expected, Changed, Unchanged, Refused, Reasons, Failure, StartedAt);
}

/// <summary>Keeps the jobs in the tenant's database, and beside it a mark that there is one to go on with.</summary>
internal sealed class BulkJobs(ITenantDatabase database, BulkMarks marks, WorkNews news, TimeProvider time) : JobStore<BulkJob>(database, news, time)
{
    /// <summary>How far back a form that is sent twice is looked for.</summary>
    private const int Recent = 100;

    private readonly ITenantDatabase _database = database;

    public async Task<(long Id, bool New)> InsertAsync(BulkJob job, CancellationToken cancellationToken)
    {
        await using var session = await _database.WriteAsync(WritePriority.Interactive, cancellationToken);
        await session.Tables.LockJobsAsync(BulkJob.Kind, cancellationToken);
        foreach (var (earlier, same) in await ListAsync(session, Recent, cancellationToken))
        {
            if (same.Token == job.Token)
            {
                return (earlier, false);
            }
        }

        var id = await InsertAsync(session, job, cancellationToken);
        marks.Set(id);
        await session.CommitAsync(cancellationToken);
        return (id, true);
    }

    public override async Task SaveAsync(long id, BulkJob job, CancellationToken cancellationToken)
    {
        await base.SaveAsync(id, job, cancellationToken);
        if (job.Finished)
        {
            marks.Clear(id);
        }
    }
}

/// <summary>
/// One empty file per unfinished job: the host that starts need not open every database to find them. Beside it the plan of a
/// handover.
/// </summary>
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
            File.Delete(PlanOf(job));
            File.Delete(PathOf(job));
        }
    }

    /// <summary>Where the plan of a handover is kept while it runs.</summary>
    public string PlanOf(long job) => PathOf(job) + ".plan";

    private string PathOf(long job) => Path.Combine(Folder, job.ToString(CultureInfo.InvariantCulture));
}
