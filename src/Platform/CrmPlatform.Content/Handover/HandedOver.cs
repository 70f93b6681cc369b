using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Handover;

/// <summary>The records of a handover, in the order of its plan; what another person took meanwhile stays with that person.</summary>
internal sealed class HandedOver(long from, IReadOnlyList<(RecordRef Record, long Receiver)> given, Actor actor, IContentReader reader, ITenantStates states) : IBulkSource
{
    /// <summary>Nobody changes a stage by this, so no gate of one is asked.</summary>
    public WriteOptions Options { get; } = new(SkipGates: true);

    public async Task<BulkSlice> NextAsync(BulkJob job, int most, CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        for (var at = (int)job.After; at < given.Count;)
        {
            var name = given[at].Record.Type;
            var chunk = given.Skip(at).TakeWhile(g => g.Record.Type == name).Take(Math.Min(most, ContentQuery.MaxLimit)).ToDictionary(g => g.Record.Id, g => g.Receiver);
            at += chunk.Count;
            var items = await ItemsAsync(model.Get(name), chunk, cancellationToken);
            if (items.Count > 0)
            {
                return new BulkSlice(items, at);
            }
        }

        return new BulkSlice([], given.Count);
    }

    private async Task<List<BulkItem>> ItemsAsync(ContentType type, Dictionary<long, long> receivers, CancellationToken cancellationToken)
    {
        var query = new ContentQuery
        {
            Type = type.Id,
            Where = new AndFilter([
                new FieldCondition(SystemFields.Id, FilterOperator.In, Field.Default(receivers.Keys)),
                new FieldCondition(StandardFields.Owner, FilterOperator.Equal, Field.Default(from)),
            ]),
            Columns = [type.NameField],
            Limit = receivers.Count,
        };
        var rows = (await reader.QueryAsync(actor, query, cancellationToken)).Rows;
        return [.. rows.Select(r => new BulkItem(r.Id, $"{r.Values[0]}", new UpdateChange(
            type.Id, r.Id, Owner(receivers[r.Id]), r.Version, Before: Owner(from))))];
    }

    /// <summary>With the owner that it is taken from: what a colleague took meanwhile stays theirs.</summary>
    private static Dictionary<string, object?> Owner(long employee) => new(StringComparer.OrdinalIgnoreCase) { [StandardFields.Owner] = employee };
}
