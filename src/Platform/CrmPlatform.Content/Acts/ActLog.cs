using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Acts;

/// <summary>Begins, ends and lists acts, and takes them back.</summary>
internal sealed partial class ActLog(ITenantDatabase database, Tenants.ITenantStates states, ContentWriter writer, IContentReader reader, TypePlans plans, TimeProvider time) : IActs
{
    private const string ExportKind = "export";
    private const string RecipeKind = "recipe";

    /// <summary>An employee that was made with an account.</summary>
    private const string SystemKind = "system";

    public async Task<long> BeginAsync(Actor actor, ActInfo act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(act);
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        var id = await InsertAsync(session, actor, act, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return id;
    }

    public async Task CompleteAsync(long act, ActState state, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Bulk, cancellationToken);
        await session.Tables.UpdateActAsync(act, state, new ActCounts(0, 0, 0), cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Act>> ListAsync(Actor actor, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        RequireView(actor);
        IReadOnlyList<ActRow> rows;
        IReadOnlyDictionary<long, (string Id, string Name)> actors;
        IReadOnlyDictionary<long, RecordRef> records;
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            rows = await ListAsync(session, limit, before, cancellationToken);
            actors = await session.Tables.ActorsAsync([.. rows.Select(r => r.Actor).Distinct()], cancellationToken);
            records = await session.Tables.FirstRecordsAsync([.. rows.Where(IsOfOne).Select(r => r.Id)], cancellationToken);
        }

        var names = await reader.NamesAsync(actor, records.Values.ToHashSet(), cancellationToken);
        return [.. rows.Select(r => ToAct(r, actors, actor) with { Record = records.TryGetValue(r.Id, out var record) ? names.GetValueOrDefault(record) : null })];
    }

    private static bool IsOfOne(ActRow row) => row.Counts.Created + row.Counts.Updated + row.Counts.Deleted == 1;

    public async Task<Act?> FindAsync(Actor actor, long act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireView(actor);
        await using var session = await database.ReadAsync(cancellationToken);
        if (await session.Tables.FindActAsync(act, cancellationToken) is not { } row)
        {
            return null;
        }

        return ToAct(row, await session.Tables.ActorsAsync([row.Actor], cancellationToken), actor);
    }

    /// <summary>What people set on their own screens is theirs and not listed.</summary>
    private static async ValueTask<List<ActRow>> ListAsync(IReadSession session, int limit, long? before, CancellationToken cancellationToken)
    {
        var listed = new List<ActRow>();
        IReadOnlyList<ActRow> rows;
        do
        {
            rows = await session.Tables.ListActsAsync(limit, before, cancellationToken);
            listed.AddRange(rows.Where(r => r.Kind != ActInfo.OwnScreen).Take(limit - listed.Count));
            before = rows.Count == 0 ? before : rows[^1].Id;
        }
        while (rows.Count == limit && listed.Count < limit);
        return listed;
    }

    private async ValueTask<long> InsertAsync(IWriteSession session, Actor actor, ActInfo act, CancellationToken cancellationToken)
    {
        var number = await session.Tables.ActorIdAsync(actor.Id, actor.Name, cancellationToken);
        var row = new ActRow(0, act.Kind, act.Title, number, time.GetUtcNow(), ActState.Running, new ActCounts(0, 0, 0), null);
        return await session.Tables.InsertActAsync(row, cancellationToken);
    }

    /// <summary>Titles of acts name files and recipes, so whoever may view nothing sees no acts.</summary>
    private static void RequireView(Actor actor)
    {
        if (!actor.Can(Permission.ContentView))
        {
            throw Errors.PlatformErrors.Forbidden.With(("permission", Permission.ContentView));
        }
    }

    private static Act ToAct(ActRow row, IReadOnlyDictionary<long, (string Id, string Name)> actors, Actor reader)
    {
        var (id, name) = actors.GetValueOrDefault(row.Actor);
        return new Act(row.Id, row.Kind, row.Title, name ?? "", row.At, row.State, row.Counts, row.UndoneBy)
        {
            MayUndo = MayUndo(reader, row.Kind, id),
        };
    }

    /// <summary>
    /// What people did they may take back, and others who have the right to. What the platform did on their behalf belongs to
    /// whoever has the right of the page that it was done from. An export left the house: nothing takes it back.
    /// </summary>
    private static bool MayUndo(Actor actor, string kind, string? doer) => kind switch
    {
        ExportKind => false,
        RecipeKind => actor.Can(Permission.RecipesManage),
        SystemKind => actor.Can(Permission.AccountsManage),
        _ => doer == actor.Id || actor.Can(Permission.ActsUndoAny),
    };
}
