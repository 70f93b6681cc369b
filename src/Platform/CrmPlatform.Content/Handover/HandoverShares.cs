using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Handover;

/// <summary>Shares out what a person has open.</summary>
internal sealed class HandoverShares(ITenantStates states, IContentReader reader)
{
    private const int MostRecords = 100_000;

    /// <summary>When a type has it, a record is open while it is empty.</summary>
    private const string DoneAt = "doneAt";

    /// <summary>Who would get what, as things stand now.</summary>
    public async Task<(List<ContentType> Types, List<ContentRecord> Receivers, List<(RecordRef Record, long Receiver)> Given)> ShareAsync(
        Actor actor, HandoverRequest request, CancellationToken cancellationToken)
    {
        var (types, receivers) = await CheckAsync(actor, request, cancellationToken);
        var sharing = new Sharing(request, receivers);
        foreach (var type in types)
        {
            await foreach (var row in reader.StreamAsync(actor, Query(type, request.From), cancellationToken))
            {
                sharing.Give(type, row);
                if (sharing.Given.Count > MostRecords)
                {
                    throw HandoverErrors.TooMany.With(("max", MostRecords));
                }
            }
        }

        return (types, receivers, sharing.Given);
    }

    /// <summary>The types that are meant and those who receive.</summary>
    public async Task<(List<ContentType> Types, List<ContentRecord> Receivers)> CheckAsync(Actor actor, HandoverRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var types = Owned(model).Where(t => request.Types.Contains(t.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        var receivers = new List<ContentRecord>();
        foreach (var id in (request.Rule == HandoverRule.ByType ? request.ByType.Values : request.To).Where(id => id != request.From).Distinct())
        {
            receivers.Add(await reader.FindAsync(actor, EmployeeField.TargetType, id, cancellationToken)
                ?? throw PlatformErrors.NotFound.With(("type", EmployeeField.TargetType), ("id", id)));
        }

        if (receivers.Count == 0)
        {
            throw HandoverErrors.NoReceiver.With();
        }

        if (request.Rule == HandoverRule.ByType && types.Find(t => request.ByType.GetValueOrDefault(t.Id) is var to && !receivers.Exists(r => r.Id == to)) is { } open)
        {
            throw HandoverErrors.NoReceiverOf.With(("types", open.PluralLabel));
        }

        return (types, receivers);
    }

    /// <summary>Clients first, so that what is theirs can follow them.</summary>
    public static IEnumerable<ContentType> Owned(ContentModel model) =>
        model.Types.Values.Where(t => !t.Internal && t.Has(KnownParts.Owned)).OrderByDescending(t => t.Has(KnownParts.Party)).ThenBy(t => t.Id, StringComparer.OrdinalIgnoreCase);

    public static FilterNode OpenOf(ContentType type, long owner)
    {
        var nodes = new List<FilterNode> { new FieldCondition(StandardFields.Owner, FilterOperator.Equal, JsonSerializer.SerializeToElement(owner)) };
        if (type.Has(KnownParts.Staged))
        {
            nodes.Add(new FieldCondition(StandardFields.Outcome, FilterOperator.Equal, JsonSerializer.SerializeToElement(StandardFields.OutcomeOpen)));
        }

        if (type.Find(DoneAt) is not null)
        {
            nodes.Add(new FieldCondition(DoneAt, FilterOperator.Empty, null));
        }

        return nodes.Count == 1 ? nodes[0] : new AndFilter(nodes);
    }

    private static ContentQuery Query(ContentType type, long from) =>
        new() { Type = type.Id, Where = OpenOf(type, from), Columns = [.. Sharing.ColumnsOf(type).Select(f => f.Id)] };
}
