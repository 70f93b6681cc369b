using System.Text.Json;
using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Handover;

/// <inheritdoc cref="IHandovers"/>
internal sealed class Handovers(ITenantStates states, IContentReader reader, IContentWriter writer, IActs acts, ITenantDatabase database, WorkNews news, TimeProvider time) : IHandovers
{
    private const string Kind = "handover";
    private const int MostRecords = 100_000;
    private const int Slice = 500;

    /// <summary>When a type has it, a record is open while it is empty.</summary>
    private const string DoneAt = "doneAt";

    public async Task<IReadOnlyList<(ContentType Type, long Open)>> OpenAsync(Actor actor, long from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var open = new List<(ContentType, long)>();
        foreach (var type in Owned(model))
        {
            var query = new ContentQuery { Type = type.Id, Where = OpenOf(type, from), Aggregates = [new Aggregate("count")] };
            var counted = await reader.QueryAsync(actor, query, cancellationToken);
            open.Add((type, counted.Rows is [var row, ..] && row.Values[0] is { } count ? System.Convert.ToInt64(count, System.Globalization.CultureInfo.InvariantCulture) : 0));
        }

        return open;
    }

    public async Task<HandoverPlan> PlanAsync(Actor actor, HandoverRequest request, CancellationToken cancellationToken)
    {
        var (types, receivers, given) = await ShareAsync(actor, request, cancellationToken);
        var counts = given.GroupBy(g => (g.Record.Type, g.Receiver)).ToDictionary(g => g.Key, g => g.LongCount());
        return new HandoverPlan(types, receivers, counts);
    }

    public async Task<(long Act, long Records)> RunAsync(Actor actor, HandoverRequest request, CancellationToken cancellationToken)
    {
        var (_, receivers, given) = await ShareAsync(actor, request, cancellationToken);
        var from = await reader.FindAsync(actor, EmployeeField.TargetType, request.From, cancellationToken);
        var title = $"{NameOf(from)} → {string.Join(", ", receivers.Select(NameOf))}";
        title = title.Length > 200 ? title[..200] : title;
        var began = time.GetUtcNow();
        var act = await acts.BeginAsync(actor, new ActInfo(Kind, title), cancellationToken);
        var state = ActState.Failed;
        try
        {
            foreach (var slice in given.Chunk(Slice))
            {
                var changes = slice.Select(g => new UpdateChange(g.Record.Type, g.Record.Id, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [StandardFields.Owner] = g.Receiver }));
                var set = new ChangeSet
                {
                    Actor = actor,
                    Act = new ActInfo(Kind, title, act),
                    Changes = [.. changes],
                    Options = new WriteOptions(SkipGates: true),
                };
                await writer.ApplyAsync(set, cancellationToken);
            }

            state = ActState.Done;
        }
        finally
        {
            await acts.CompleteAsync(act, state, CancellationToken.None);
            await TellAsync(new WorkEnded(Kind, act, actor.Id, title, state == ActState.Failed, began, time.GetUtcNow()));
        }

        return (act, given.Count);
    }

    private async Task TellAsync(WorkEnded ended)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, CancellationToken.None);
        await news.AddAsync(session, ended, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
    }

    private static string NameOf(ContentRecord? employee) => employee?["name"] as string ?? "?";

    /// <summary>Clients first, so that what is theirs can follow them.</summary>
    private static IEnumerable<ContentType> Owned(ContentModel model) =>
        model.Types.Values.Where(t => !t.Internal && t.Has(KnownParts.Owned)).OrderByDescending(t => t.Has(KnownParts.Party)).ThenBy(t => t.Id, StringComparer.OrdinalIgnoreCase);

    private static FilterNode OpenOf(ContentType type, long owner)
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

    private async Task<(List<ContentType> Types, List<ContentRecord> Receivers, List<(RecordRef Record, long Receiver)> Given)> ShareAsync(
        Actor actor, HandoverRequest request, CancellationToken cancellationToken)
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

    private static ContentQuery Query(ContentType type, long from) =>
        new() { Type = type.Id, Where = OpenOf(type, from), Columns = [.. Sharing.ColumnsOf(type).Select(f => f.Id)] };
}

/// <summary>Shares records out, one after the other.</summary>
internal sealed class Sharing(HandoverRequest request, IReadOnlyList<ContentRecord> receivers)
{
    private static readonly string[] _places = ["region", "city", "location"];

    private readonly Dictionary<RecordRef, long> _with = [];
    private readonly Dictionary<(string Type, long Receiver), int> _load = [];

    public List<(RecordRef Record, long Receiver)> Given { get; } = [];

    /// <summary>What decides: where a record is, and whose it is.</summary>
    public static IReadOnlyList<ContentField> ColumnsOf(ContentType type)
    {
        var fields = type.OrderedFields.Where(f => IsPlace(f) || f.Type is FieldTypes.Lookup or FieldTypes.Reference).ToList();
        return fields.Count > 0 ? fields : [type.Fields[type.NameField]];
    }

    public void Give(ContentType type, QueryRow row)
    {
        var record = new RecordRef(type.Id, row.Id);
        var fields = ColumnsOf(type);
        var receiver = request.Rule == HandoverRule.ByType ? request.ByType[type.Id]
            : Following(row)
            ?? (request.Rule == HandoverRule.Region ? OfRegion(type, fields, row) : null)
            ?? Least(type, receivers);
        Given.Add((record, receiver));
        _with[record] = receiver;
        var load = (type.Id, receiver);
        _load[load] = _load.GetValueOrDefault(load) + 1;
    }

    private static bool IsPlace(ContentField field) =>
        field.Type == FieldTypes.Address
        || (field.Type == FieldTypes.Text && _places.Contains(field.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>With the client that it belongs to.</summary>
    private long? Following(QueryRow row)
    {
        foreach (var link in row.Values.OfType<RecordLink>())
        {
            if (_with.TryGetValue(new RecordRef(link.Type, link.Id), out var receiver))
            {
                return receiver;
            }
        }

        return null;
    }

    private long? OfRegion(ContentType type, IReadOnlyList<ContentField> fields, QueryRow row)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var texts = row.Values[i] switch
            {
                PostalAddress address => new[] { address.Region, address.City, address.Country },
                string text when IsPlace(fields[i]) => [text],
                _ => [],
            };
            places.UnionWith(texts.OfType<string>().Select(t => TextFolding.Fold(t.Trim())));
        }

        var near = receivers.Where(r => r["region"] is string { Length: > 0 } region && places.Contains(TextFolding.Fold(region.Trim()))).ToList();
        return near.Count == 0 ? null : Least(type, near);
    }

    private long Least(ContentType type, IReadOnlyList<ContentRecord> among) => among.MinBy(r => _load.GetValueOrDefault((type.Id, r.Id)))!.Id;
}
