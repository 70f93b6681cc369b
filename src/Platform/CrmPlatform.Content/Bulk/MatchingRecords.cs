using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Bulk;

/// <summary>Records that were chosen, or match, by their numbers: what a change does to the filter does not move those still to come.</summary>
internal sealed class MatchingRecords(ContentType type, IReadOnlyDictionary<string, object?> values, Actor actor, IContentReader reader) : IBulkSource
{
    private readonly IReadOnlyList<string> _fields = [.. values.Keys];

    /// <summary>Values that are not there ask what the rules make of the records now.</summary>
    public WriteOptions Options { get; } = new(AskRules: values.Count == 0);

    public async Task<BulkSlice> NextAsync(BulkJob job, int most, CancellationToken cancellationToken)
    {
        var chunk = job.Ids?.Where(i => i > job.After).Take(most).ToList();
        if (chunk is { Count: 0 })
        {
            return new BulkSlice([], job.After);
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
            Limit = Math.Min(most, ContentQuery.MaxLimit),
        };
        var rows = (await reader.QueryAsync(actor, query, cancellationToken)).Rows;

        // Some of those chosen may be gone: the rest of them goes on.
        return rows.Count == 0 && chunk is not null
            ? await NextAsync(job with { After = chunk[^1] }, most, cancellationToken)
            : new BulkSlice([.. rows.Select(r => new BulkItem(r.Id, $"{r.Values[0]}", ChangeOf(job.Verb, r)))], rows.Count == 0 ? job.After : rows[^1].Id);
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
