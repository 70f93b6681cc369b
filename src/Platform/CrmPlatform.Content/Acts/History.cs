using System.Collections.Frozen;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Reading;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Acts;

/// <summary>Reads the history rows of a record, and the creation that the record itself tells of.</summary>
internal sealed class History(
    ITenantDatabase database, ITenantStates states, IContentReader reader, RecordRights rights, TypePlans plans, TimeProvider time) : IHistory
{
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(Actor actor, string type, long id, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var state = await states.GetAsync(cancellationToken);
        var plan = plans.Get(state.Model, type);
        var record = await reader.FindAsync(actor, type, id, cancellationToken)
            ?? throw PlatformErrors.NotFound.With(("type", plan.Type.Label), ("id", id));
        var moment = Moment.Of(actor, state.Settings, time);
        var hidden = (await rights.OfAsync(actor, state.Model, plan.Type, RecordVerb.View, moment, cancellationToken)).Hidden;
        await using var session = await database.ReadAsync(cancellationToken);
        var rows = await session.Tables.HistoryOfAsync(plan.Type.Id, id, limit, cancellationToken);
        return await EntriesAsync(plan, record, rows, limit, hidden, session, cancellationToken);
    }

    private static async ValueTask<IReadOnlyList<HistoryEntry>> EntriesAsync(
        TypePlan plan, ContentRecord record, IReadOnlyList<HistoryRow> rows, int limit, FrozenSet<string> hidden, IReadSession session, CancellationToken cancellationToken)
    {
        var creator = record[SystemFields.CreatedBy] as long? ?? 0;
        var creation = record[SystemFields.CreatedAct] as long? ?? 0;
        var actors = await session.Tables.ActorsAsync([.. rows.Select(r => r.Actor).Append(creator).Distinct()], cancellationToken);
        var acts = await session.Tables.FindActsAsync([.. rows.Select(r => r.Act).Append(creation).Distinct()], cancellationToken);
        var entries = rows.Select(r => new HistoryEntry(
            r.Act, acts.GetValueOrDefault(r.Act)?.Kind ?? "", acts.GetValueOrDefault(r.Act)?.Title, r.Kind, r.Version, r.At, NameOf(actors, r.Actor),
            [.. HistoryJson.Read(plan, r.Changes).Where(c => !hidden.Contains(c.Field) && plan.Find(c.Field) is not { IsKept: true })])).ToList();
        if (entries.Count < limit)
        {
            entries.Add(new HistoryEntry(
                creation, acts.GetValueOrDefault(creation)?.Kind ?? "", acts.GetValueOrDefault(creation)?.Title, ChangeOutcome.Created, 1,
                record[SystemFields.CreatedAt] as DateTimeOffset? ?? default, NameOf(actors, creator), []));
        }

        return entries;
    }

    private static string NameOf(IReadOnlyDictionary<long, (string Id, string Name)> actors, long number) =>
        actors.TryGetValue(number, out var actor) ? actor.Name : "";
}
