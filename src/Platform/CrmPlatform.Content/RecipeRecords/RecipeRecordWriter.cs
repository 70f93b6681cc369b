using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Writing;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.RecipeRecords;

/// <summary>
/// Sample records by way of the gates. Their ids are reserved first, so records of a list may point at each other in any order,
/// also in a circle, and are saved in one change set.
/// </summary>
internal sealed class RecipeRecordWriter(IContentWriter writer, IContentReader reader, ITenantStates states, TypePlans plans, TimeProvider time) : IRecipeRecords
{
    private const string Me = "me";

    public async Task<int> ApplyAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(records);
        var state = await states.GetAsync(cancellationToken);
        var model = state.Model;
        var known = await FindAsync(model, records, bin: false, cancellationToken);
        var binned = await FindAsync(model, records, bin: true, cancellationToken);
        var missing = records.Where(r => !known.ContainsKey(KeyOf(model, r)) && !binned.ContainsKey(KeyOf(model, r))).ToList();
        if (missing.Count == 0)
        {
            return 0;
        }

        var ids = new Dictionary<(string Type, string Key), long>(known);
        var next = await writer.ReserveIdsAsync(missing.Count, cancellationToken);
        foreach (var record in missing)
        {
            if (!ids.TryAdd(KeyOf(model, record), next++))
            {
                throw GateErrors.KeyTwice.With(("recipe", recipe), ("type", record.Type), ("key", record.Key));
            }
        }

        var place = new Place(recipe, model, SampleValues.Of(actor, state.Settings, time.GetUtcNow()), ids);
        var changes = new List<Change>(missing.Count);
        foreach (var record in missing)
        {
            changes.Add(await ToChangeAsync(place, record, cancellationToken));
        }

        await writer.ApplyAsync(SetOf(actor, recipe, changes), cancellationToken);
        return changes.Count;
    }

    public async Task<int> RemoveAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(records);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var known = await FindAsync(model, [.. records.Where(r => model.Find(r.Type) is not null)], bin: false, cancellationToken);
        if (known.Count > 0)
        {
            List<Change> changes = [.. known.Select(k => new DeleteChange(k.Key.Type, k.Value))];
            await writer.ApplyAsync(SetOf(actor, recipe, changes), cancellationToken);
        }

        return known.Count;
    }

    private static ChangeSet SetOf(Actor actor, string recipe, List<Change> changes) => new()
    {
        Actor = actor,
        Act = new ActInfo("recipe", recipe),
        Changes = changes,
        Options = new WriteOptions(SkipGates: true, SkipAutomation: true),
    };

    private static (string Type, string Key) KeyOf(ContentModel model, RecipeRecord record) => (model.Get(record.Type).Id, record.Key);

    private async ValueTask<Dictionary<(string Type, string Key), long>> FindAsync(
        ContentModel model, IReadOnlyList<RecipeRecord> records, bool bin, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Type, string Key), long>();
        foreach (var ofType in records.GroupBy(r => model.Get(r.Type).Id, StringComparer.Ordinal))
        {
            foreach (var (key, id) in await FindAsync(ofType.Key, [.. ofType.Select(r => r.Key)], bin, cancellationToken))
            {
                found[(ofType.Key, key)] = id;
            }
        }

        return found;
    }

    private async ValueTask<List<(string Key, long Id)>> FindAsync(string type, IReadOnlyList<string> keys, bool bin, CancellationToken cancellationToken)
    {
        var found = new List<(string Key, long Id)>();
        foreach (var chunk in keys.Chunk(ContentQuery.MaxLimit / 2))
        {
            var query = new ContentQuery
            {
                Type = type,
                Where = new FieldCondition(SystemFields.Key, FilterOperator.In, JsonSerializer.SerializeToElement(chunk)),
                Columns = [SystemFields.Key],
                Limit = ContentQuery.MaxLimit,
                Bin = bin,
            };
            var page = await reader.QueryAsync(Actor.System, query, cancellationToken);
            found.AddRange(page.Rows.Select(r => ((string)r.Values[0]!, r.Id)));
        }

        return found;
    }

    /// <summary>Where records are written to.</summary>
    private sealed record Place(string Recipe, ContentModel Model, SampleValues Values, Dictionary<(string Type, string Key), long> Ids);

    private async ValueTask<Change> ToChangeAsync(Place place, RecipeRecord record, CancellationToken cancellationToken)
    {
        var plan = plans.Get(place.Model, record.Type);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, written) in record.Values)
        {
            var field = plan.Find(name) ?? throw PlatformErrors.UnknownField.With(
                ("type", plan.Type.Id), ("field", name), ("near", NearNames.Few(name, plan.Fields.Select(f => f.Id))));
            var json = place.Values.InLanguage(written);
            values[field.Id] = field.IsReference && NamesKeys(json)
                ? await TargetsAsync(new Source(place.Recipe, record, field, place.Values.Me), place.Model, json, place.Ids, cancellationToken)
                : place.Values.Day(json, field.Field) ?? place.Values.Sum(json, field.Field) ?? field.Type.FromJson(json, field.Field);
        }

        return new CreateChange(plan.Type.Id, values, record.Key, place.Ids[(plan.Type.Id, record.Key)], place.Values.Entered(record));
    }

    private sealed record Source(string Recipe, RecipeRecord Record, PlannedField Field, long? Me);

    private static bool NamesKeys(JsonElement json) =>
        json.ValueKind == JsonValueKind.String
        || (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.String));

    private async ValueTask<object?> TargetsAsync(
        Source source, ContentModel model, JsonElement json, Dictionary<(string Type, string Key), long> ids, CancellationToken cancellationToken)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            var many = new List<long>();
            foreach (var element in json.EnumerateArray())
            {
                many.Add((await TargetAsync(source, model, element.ToString(), ids, cancellationToken)).Id);
            }

            return many;
        }

        if (json.GetString() == Me && source.Field.Field.Type is FieldTypes.Employee or FieldTypes.Lookup)
        {
            return source.Me;
        }

        var target = await TargetAsync(source, model, json.GetString()!, ids, cancellationToken);
        return source.Field.Field.Type switch
        {
            FieldTypes.Reference => target,
            FieldTypes.MultiLookup => new List<long> { target.Id },
            _ => target.Id,
        };
    }

    private async ValueTask<RecordRef> TargetAsync(
        Source source, ContentModel model, string key, Dictionary<(string Type, string Key), long> ids, CancellationToken cancellationToken)
    {
        var types = source.Field.Field.TargetType is { } one
            ? [model.Get(one)]
            : model.Types.Values.Where(t => source.Field.Field.TargetPart is { } part && t.Has(part)).ToList();
        foreach (var type in types)
        {
            if (ids.TryGetValue((type.Id, key), out var id))
            {
                return new RecordRef(type.Id, id);
            }
        }

        foreach (var type in types)
        {
            if ((await FindAsync(type.Id, [key], bin: false, cancellationToken)) is [var found])
            {
                ids[(type.Id, key)] = found.Id;
                return new RecordRef(type.Id, found.Id);
            }
        }

        throw GateErrors.UnknownKey.With(
            ("recipe", source.Recipe), ("type", source.Record.Type), ("record", source.Record.Key), ("field", source.Field.Id), ("key", key));
    }
}
