using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Bulk;

/// <summary>One run of a bulk act, from where it stands to its end.</summary>
internal sealed class BulkRun(
    long id,
    ContentType type,
    IReadOnlyDictionary<string, object?> values,
    IContentReader reader,
    IBulkWriter writer,
    BulkJobs jobs,
    DatabaseKind database,
    ITexts texts,
    TimeProvider time)
{
    /// <summary>Reasons that are kept; the rest is counted.</summary>
    private const int MostReasons = 20;

    private readonly SliceSize _size = new(database);
    private readonly IReadOnlyList<string> _fields = [.. values.Keys];

    public async Task<BulkJob> RunAsync(BulkJob job, CancellationToken cancellationToken)
    {
        var actor = job.Actor.ToActor();
        while (await NextAsync(actor, job, cancellationToken) is { Count: > 0 } rows)
        {
            var start = time.GetTimestamp();
            job = await WriteAsync(actor, job, rows, cancellationToken);
            _size.Learn(rows.Count, time.GetElapsedTime(start));
        }

        return job;
    }

    /// <summary>The next records by number: what a change does to the filter does not move those still to come.</summary>
    private async Task<IReadOnlyList<QueryRow>> NextAsync(Actor actor, BulkJob job, CancellationToken cancellationToken)
    {
        var chunk = job.Ids?.Where(i => i > job.After).Take(_size.Rows).ToList();
        if (chunk is { Count: 0 })
        {
            return [];
        }

        var next = chunk is null
            ? new FieldCondition(SystemFields.Id, FilterOperator.Greater, Field.Default(job.After))
            : new FieldCondition(SystemFields.Id, FilterOperator.In, Field.Default(chunk));

        var query = new ContentQuery
        {
            Type = type.Id,
            Where = chunk is null && job.Where is { } where ? new AndFilter([where, next]) : next,
            Columns = job.Verb is BulkVerb.Add or BulkVerb.Remove ? [type.NameField, .. _fields] : [type.NameField],
            Sort = [SystemFields.Id],
            Limit = Math.Min(_size.Rows, ContentQuery.MaxLimit),
        };
        var rows = (await reader.QueryAsync(actor, query, cancellationToken)).Rows;

        // Some of those chosen may be gone: the rest of them goes on.
        return rows.Count == 0 && chunk is not null ? await NextAsync(actor, job with { After = chunk[^1] }, cancellationToken) : rows;
    }

    private async Task<BulkJob> WriteAsync(Actor actor, BulkJob job, IReadOnlyList<QueryRow> rows, CancellationToken cancellationToken)
    {
        var left = rows.ToList();
        var reasons = new List<string>();
        while (true)
        {
            var refused = rows.Count - left.Count;
            BulkJob done = job;
            try
            {
                await writer.ApplyAsync(
                    new ChangeSet { Actor = actor, Act = new ActInfo(BulkJob.Kind, job.Title, job.Act), Changes = [.. left.Select(r => ChangeOf(job.Verb, r))] },
                    async (session, result, token) =>
                    {
                        var unchanged = result.Results.Count(r => r.Outcome == ChangeOutcome.Unchanged);
                        done = job with
                        {
                            After = rows[^1].Id,
                            Changed = job.Changed + left.Count - unchanged,
                            Unchanged = job.Unchanged + unchanged,
                            Refused = job.Refused + refused,
                            Reasons = [.. job.Reasons.Concat(reasons).Take(MostReasons)],
                        };
                        await jobs.UpdateAsync(session, id, done, token);
                    },
                    cancellationToken);
                return done;
            }
            catch (ValidationError error) when (error.Findings.Count > 0)
            {
                foreach (var index in error.Findings.Select(f => f.Change).Distinct().OrderDescending())
                {
                    var finding = error.Findings.First(f => f.Change == index);
                    Refuse(job, left[index], new UserError(finding.Code, finding.Args), left, reasons);
                }
            }
            catch (UserError error) when (error.Code == PlatformErrors.NotFound && left.Find(r => Equals(error.Args.GetValueOrDefault("id"), r.Id)) is { } gone)
            {
                Refuse(job, gone, error, left, reasons);
            }
        }
    }

    private void Refuse(BulkJob job, QueryRow row, UserError error, List<QueryRow> left, List<string> reasons)
    {
        left.Remove(row);
        reasons.Add($"{row.Values[0]}: {texts.Get(CultureInfo.GetCultureInfo(job.Culture), error)}");
    }

    private Change ChangeOf(BulkVerb verb, QueryRow row) => verb switch
    {
        BulkVerb.Delete => new DeleteChange(type.Id, row.Id),
        BulkVerb.Set => new UpdateChange(type.Id, row.Id, values),
        _ => new UpdateChange(type.Id, row.Id, _fields.Index().ToDictionary(f => f.Item, f => Merged(verb, row.Values[f.Index + 1], values[f.Item]), StringComparer.OrdinalIgnoreCase)),
    };

    /// <summary>The elements that a many-valued field holds afterwards.</summary>
    private static object? Merged(BulkVerb verb, object? now, object? change) => (now, change) switch
    {
        (_, IEnumerable<string> ids) => Merged(verb, now as IEnumerable<string> ?? [], ids, StringComparer.OrdinalIgnoreCase),
        (_, IEnumerable<long> ids) => Merged(verb, (now as IEnumerable<RecordLink> ?? []).Select(l => l.Id), ids, EqualityComparer<long>.Default),
        _ => change,
    };

    private static List<T>? Merged<T>(BulkVerb verb, IEnumerable<T> now, IEnumerable<T> change, IEqualityComparer<T> comparer)
    {
        var merged = verb == BulkVerb.Add ? now.Union(change, comparer).ToList() : now.Except(change, comparer).ToList();
        return merged.Count == 0 ? null : merged;
    }
}
