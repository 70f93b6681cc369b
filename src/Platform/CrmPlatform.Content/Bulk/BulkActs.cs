using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Content.Json;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Bulk;

/// <inheritdoc cref="IBulkActs"/>
internal sealed class BulkActs(
    ITenantDatabase database,
    IBulkWriter writer,
    IContentReader reader,
    ITenantStates states,
    ITenantAccessor tenants,
    IFieldTypes fieldTypes,
    IContentJson json,
    ITexts texts,
    HandoverShares shares,
    BulkMarks marks,
    WorkNews news,
    TimeProvider time) : IBulkActs
{
    private readonly BulkJobs _jobs = new(database, marks, news, time);

    public async Task<(long Job, bool New)> StartAsync(Actor actor, BulkOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(order);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var type = model.Get(order.Type);
        Require(actor, order, type);
        if (order.Ids?.Count > BulkOrder.MaxIds)
        {
            throw BulkErrors.TooManyIds.With(("max", BulkOrder.MaxIds));
        }

        return await _jobs.InsertAsync(
            new BulkJob
            {
                Token = order.Token,
                Actor = JobActor.Of(actor),
                Culture = CultureInfo.CurrentUICulture.Name,
                Type = type.Id,
                Verb = order.Verb,
                Values = ToJson(type, order.Values),
                Ids = order.Ids is null ? null : [.. order.Ids.Distinct().Order()],
                Where = order.Where,
                Handover = order.Handover,
                Title = order.Title,
                Expected = order.Expected,
                StartedAt = time.GetUtcNow(),
            },
            cancellationToken);
    }

    public async Task<BulkProgress> RunAsync(long job, CancellationToken cancellationToken)
    {
        var state = await GetAsync(job, cancellationToken);
        if (!state.Finished)
        {
            state = await RunAsync(job, state, cancellationToken);
        }

        return state.Progress(job);
    }

    public async Task<BulkProgress?> FindAsync(Actor actor, long job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return await _jobs.FindAsync(job, cancellationToken) is { } found && found.Actor.Id == actor.Id ? found.Progress(job) : null;
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await _jobs.UnfinishedAsync(cancellationToken))
        {
            await RunAsync(job, cancellationToken);
        }
    }

    private async Task<BulkJob> GetAsync(long job, CancellationToken cancellationToken) =>
        await _jobs.FindAsync(job, cancellationToken) ?? throw BulkErrors.Unknown.With(("job", job));

    private async Task<BulkJob> RunAsync(long id, BulkJob job, CancellationToken cancellationToken)
    {
        try
        {
            var (source, standing) = await SourceAsync(id, job, cancellationToken);
            var run = new BulkRun(id, source, writer, _jobs, tenants.Current.Database, texts, time);
            job = standing;
            job = job.Act is null ? await _jobs.BeginAsync(id, job, cancellationToken) : job;
            job = await run.RunAsync(job, cancellationToken);
        }
        catch (UserError error) when (error.Code.Status is not (503 or 507))
        {
            // As the last slice left it; a busy database leaves the work to be gone on with.
            job = await GetAsync(id, cancellationToken);
            job = job with { Failure = texts.Get(CultureInfo.GetCultureInfo(job.Culture), error) };
        }

        job = job with { Finished = true };
        await _jobs.SaveAsync(id, job, cancellationToken);
        return job;
    }

    /// <summary>What its records are, and where it stands among them.</summary>
    private async Task<(IBulkSource Source, BulkJob Job)> SourceAsync(long id, BulkJob job, CancellationToken cancellationToken)
    {
        var actor = job.Actor.ToActor();
        if (job.Handover is { } handover)
        {
            // A plan that is there has been begun with. One that was lost is made anew, of what is still to be given.
            var path = marks.PlanOf(id);
            var known = await HandoverPlanFile.ReadAsync(path, cancellationToken);
            var given = known ?? (await shares.ShareAsync(actor, handover, cancellationToken)).Given;
            if (known is null)
            {
                // The place is one in the plan that is made now; kept before the plan, so that the two never part.
                job = job with { After = 0 };
                await _jobs.SaveAsync(id, job, cancellationToken);
                await HandoverPlanFile.WriteAsync(path, given, cancellationToken);
            }

            return (new HandedOver(handover.From, given, actor, reader, states), job);
        }

        var type = (await states.GetAsync(cancellationToken)).Model.Get(job.Type);
        return (new MatchingRecords(type, json.ReadValues(type, job.Values), actor, reader), job);
    }

    private static void Require(Actor actor, BulkOrder order, ContentType type)
    {
        if (order.Handover is null)
        {
            RecordRights.Require(actor, order.Verb == BulkVerb.Delete ? Permission.ContentDelete : Permission.ContentEdit, type);
        }
        else if (!actor.Can(Permission.ContentHandover))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.ContentHandover));
        }
    }

    private JsonElement ToJson(ContentType type, IReadOnlyDictionary<string, object?> values)
    {
        using var stream = new MemoryStream();
        using (var utf8 = new Utf8JsonWriter(stream))
        {
            utf8.WriteStartObject();
            foreach (var (id, value) in values)
            {
                var field = type.Find(id) ?? throw PlatformErrors.UnknownField.With(("type", type.Id), ("field", id), ("near", ""));
                utf8.WritePropertyName(field.Id);
                fieldTypes.Of(field).ToJson(utf8, value, field);
            }

            utf8.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}

/// <summary>What bulk acts refuse.</summary>
public static class BulkErrors
{
    public static readonly ErrorCode Unknown = new("bulk.unknown", "There is no such work ({job}).", 404);
    public static readonly ErrorCode TooManyIds = new("bulk.too-many", "At most {max} records can be chosen one by one. Filter the list and choose all that match.", 422);
}
