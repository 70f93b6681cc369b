using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.RecipeRecords;

/// <summary>
/// Finds sample records by the keys that the recipes wrote. One that somebody changed since, or that a record which stays points
/// at, is somebody's work by now.
/// </summary>
internal sealed class SampleRecordSearch(
    IRecipes recipes, IContentReader reader, IContentWriter writer, ITenantStates states, ITenantDatabase database, TypePlans plans) : ISampleRecords
{
    private const string RecipeKind = "recipe";
    private const string UndoKind = "undo";

    /// <summary>More history is not looked at: whoever changed a record that often has made it theirs.</summary>
    private const int HistoryShown = 20;

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        foreach (var (type, keys) in await KeysAsync(cancellationToken))
        {
            if ((await reader.QueryAsync(Actor.System, OfKeys(type, keys) with { Limit = 1 }, cancellationToken)).Rows.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    public async Task<bool> AnyOwnAsync(string type, CancellationToken cancellationToken)
    {
        var keys = (await KeysAsync(cancellationToken)).Where(k => k.Type.Id == type).SelectMany(k => k.Keys).ToArray();
        var query = new ContentQuery
        {
            Type = type,
            Columns = [SystemFields.Id],
            Where = new OrFilter([
                new FieldCondition(SystemFields.Key, FilterOperator.Empty, null),
                new FieldCondition(SystemFields.Key, FilterOperator.NotIn, JsonSerializer.SerializeToElement(keys))]),
            Limit = 1,
        };
        return (await reader.QueryAsync(Actor.System, query with { Where = keys.Length == 0 ? null : query.Where }, cancellationToken)).Rows.Count > 0;
    }

    public async Task<IReadOnlyList<SampleRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<RecordRef, string?>();
        foreach (var (type, keys) in await KeysAsync(cancellationToken))
        {
            foreach (var chunk in keys.Chunk(ContentQuery.MaxLimit))
            {
                var page = await reader.QueryAsync(Actor.System, OfKeys(type, chunk), cancellationToken);
                foreach (var row in page.Rows)
                {
                    found[new RecordRef(type.Id, row.Id)] = row.Values[0] as string;
                }
            }
        }

        var changed = await ChangedAsync(found.Keys, cancellationToken);
        var used = await UsedAsync([.. found.Keys], changed, cancellationToken);
        return [.. found.Select(f => new SampleRecord(
            f.Key.Type, f.Key.Id, f.Value, changed.Contains(f.Key) ? SampleUse.Changed : used.Contains(f.Key) ? SampleUse.Used : SampleUse.Untouched))];
    }

    public async Task<(long? Act, int Removed)> RemoveAsync(Actor actor, bool all, CancellationToken cancellationToken)
    {
        if (!actor.Can(Permission.RecipesManage))
        {
            throw Errors.PlatformErrors.Forbidden.With(("permission", Permission.RecipesManage));
        }

        List<Change> changes = [.. (await ListAsync(cancellationToken)).Where(r => all || r.Use == SampleUse.Untouched).Select(r => new DeleteChange(r.Type, r.Id))];
        if (changes.Count == 0)
        {
            return (null, 0);
        }

        var set = new ChangeSet
        {
            Actor = actor,
            Act = new ActInfo(RecipeKind, string.Join(", ", await recipes.AppliedAsync(cancellationToken))),
            Changes = changes,
            Options = new WriteOptions(SkipGates: true, SkipAutomation: true),
        };
        return ((await writer.ApplyAsync(set, cancellationToken)).ActId, changes.Count);
    }

    private async Task<IReadOnlyList<(ContentType Type, string[] Keys)>> KeysAsync(CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        var records = new List<RecipeRecord>();
        var there = (await recipes.ListAsync(cancellationToken)).Select(r => r.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var recipe in (await recipes.AppliedAsync(cancellationToken)).Where(there.Contains))
        {
            records.AddRange((await recipes.ReadAsync(recipe, cancellationToken)).Records);
        }

        return [.. records.Where(r => model.Find(r.Type) is not null)
            .GroupBy(r => model.Get(r.Type).Id, StringComparer.Ordinal)
            .Select(g => (model.Get(g.Key), g.Select(r => r.Key).Distinct(StringComparer.Ordinal).ToArray()))];
    }

    private static ContentQuery OfKeys(ContentType type, string[] keys) => new()
    {
        Type = type.Id,
        Columns = [type.NameField],
        Where = new FieldCondition(SystemFields.Key, FilterOperator.In, JsonSerializer.SerializeToElement(keys)),
        Sort = [SystemFields.Id],
        Limit = ContentQuery.MaxLimit,
    };

    /// <summary>Those of which the history tells more than their coming, their going and their return.</summary>
    private async Task<HashSet<RecordRef>> ChangedAsync(IEnumerable<RecordRef> records, CancellationToken cancellationToken)
    {
        var changed = new HashSet<RecordRef>();
        await using var session = await database.ReadAsync(cancellationToken);
        foreach (var record in records)
        {
            var rows = await session.Tables.HistoryOfAsync(record.Type, record.Id, HistoryShown, cancellationToken);
            if (rows.Count == 0)
            {
                continue;
            }

            var acts = await session.Tables.FindActsAsync([.. rows.Select(r => r.Act).Distinct()], cancellationToken);
            if (rows.Any(r => acts.GetValueOrDefault(r.Act) is not { } act || (act.UndoneBy is null && act.Kind is not (RecipeKind or UndoKind))))
            {
                changed.Add(record);
            }
        }

        return changed;
    }

    /// <summary>Those that something points at which stays: a record of the tenant's own, or a sample record that is kept.</summary>
    private async Task<HashSet<RecordRef>> UsedAsync(IReadOnlyList<RecordRef> samples, HashSet<RecordRef> changed, CancellationToken cancellationToken)
    {
        var links = await LinksAsync(samples, cancellationToken);
        var all = samples.ToHashSet();
        var kept = new HashSet<RecordRef>(changed);

        // What is planned and noted about somebody's work is part of it.
        kept.UnionWith(links.Where(l => l.IsAbout && changed.Contains(l.To) && all.Contains(l.From)).Select(l => l.From));
        for (var grows = true; grows;)
        {
            grows = links.Any(l => (kept.Contains(l.From) || !all.Contains(l.From)) && kept.Add(l.To));
        }

        kept.ExceptWith(changed);
        return kept;
    }

    /// <param name="IsAbout">The first is an entry in the timeline of the second.</param>
    private sealed record Link(RecordRef From, RecordRef To, bool IsAbout);

    private async Task<List<Link>> LinksAsync(IReadOnlyList<RecordRef> samples, CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        var links = new List<Link>();
        foreach (var type in model.Types.Values.Where(t => !t.Internal))
        {
            foreach (var field in plans.Get(model, type.Id).References)
            {
                var targets = samples.Where(s => Targets(model, field.Field, s.Type)).ToList();
                foreach (var chunk in targets.Chunk(100))
                {
                    links.AddRange(await LinksAsync(type, field.Field, chunk, cancellationToken));
                }
            }
        }

        return links;
    }

    private async Task<List<Link>> LinksAsync(ContentType type, ContentField field, RecordRef[] targets, CancellationToken cancellationToken)
    {
        var links = new List<Link>();
        foreach (var target in targets)
        {
            var value = field.Type == FieldTypes.Reference ? JsonSerializer.SerializeToElement($"{target.Type}/{target.Id}") : JsonSerializer.SerializeToElement(target.Id);
            var query = new ContentQuery
            {
                Type = type.Id,
                Columns = [SystemFields.Id],
                Where = new FieldCondition(field.Id, field.IsMany ? FilterOperator.Contains : FilterOperator.Equal, value),
                Limit = ContentQuery.MaxLimit,
            };
            links.AddRange((await reader.QueryAsync(Actor.System, query, cancellationToken)).Rows.Select(r => new Link(new RecordRef(type.Id, r.Id), target, field.TargetPart == KnownParts.Timeline)));
        }

        return links;
    }

    private static bool Targets(ContentModel model, ContentField field, string type) =>
        field.TargetType is { } one ? one.Equals(type, StringComparison.OrdinalIgnoreCase)
        : field.TargetPart is not { } part || model.Get(type).Has(part);
}
