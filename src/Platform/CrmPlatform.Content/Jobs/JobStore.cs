using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Data;
using CrmPlatform.Events;

namespace CrmPlatform.Content.Jobs;

/// <summary>Keeps the jobs of a kind in the tenant's database, with their acts.</summary>
internal abstract class JobStore<TJob>(ITenantDatabase database, WorkNews news, TimeProvider time)
    where TJob : class, IJob<TJob>
{
    private static readonly JsonSerializerOptions _options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public async Task<TJob?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.Tables.FindJobAsync(id, cancellationToken) is { } row && row.Kind == TJob.JobKind ? Read(row.State) : null;
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<(long Id, TJob Job)>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ListAsync(session, limit, cancellationToken);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<long>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return [.. (await session.Tables.UnfinishedJobsAsync(TJob.JobKind, cancellationToken)).Select(r => r.Id).Order()];
    }

    /// <summary>Begins the act and notes it in the job: both or neither.</summary>
    public async Task<TJob> BeginAsync(long id, TJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        var actor = await session.Tables.ActorIdAsync(job.Actor.Id, job.Actor.Name, cancellationToken);
        var row = new ActRow(0, job.ActKind, job.Title, actor, time.GetUtcNow(), ActState.Running, new ActCounts(0, 0, 0), null);
        job = job.Within(await session.Tables.InsertActAsync(row, cancellationToken));
        await UpdateAsync(session, id, job, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return job;
    }

    /// <summary>Within the transaction of a slice.</summary>
    public async ValueTask UpdateAsync(IWriteSession session, long id, TJob job, CancellationToken cancellationToken) =>
        await session.Tables.UpdateJobAsync(id, Write(job), job.HasEnded, time.GetUtcNow(), cancellationToken);

    /// <summary>On its own; a job that has ended ends its act and is told of in the same transaction.</summary>
    public virtual async Task SaveAsync(long id, TJob job, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        if (job is { HasEnded: true, Act: { } act })
        {
            await session.Tables.UpdateActAsync(act, job.HasFailed ? ActState.Failed : ActState.Done, new ActCounts(0, 0, 0), cancellationToken);
        }

        await UpdateAsync(session, id, job, cancellationToken);
        if (job.HasEnded)
        {
            var now = time.GetUtcNow();
            await news.AddAsync(session, new WorkEnded(TJob.JobKind, id, job.Actor.Id, job.Title ?? "", job.HasFailed, job.Started ?? now, now), cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
    }

    protected async Task<long> InsertAsync(IWriteSession session, TJob job, CancellationToken cancellationToken) =>
        await session.Tables.InsertJobAsync(TJob.JobKind, Write(job), time.GetUtcNow(), cancellationToken);

    protected static async Task<IReadOnlyList<(long Id, TJob Job)>> ListAsync(IReadSession session, int limit, CancellationToken cancellationToken) =>
        [.. (await session.Tables.ListJobsAsync(TJob.JobKind, limit, cancellationToken)).Select(r => (r.Id, Read(r.State)))];

    private static string Write(TJob job) => JsonSerializer.Serialize(job, _options);

    private static TJob Read(string state) => JsonSerializer.Deserialize<TJob>(state, _options)!;
}
