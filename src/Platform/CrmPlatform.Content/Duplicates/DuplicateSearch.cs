using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Reading;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Duplicates;

internal sealed class DuplicateSearch(
    ITenantDatabase database, ITenantStates states, IContentReader reader, TypePlans plans) : IDuplicates
{
    public async Task<IReadOnlyList<DuplicateMatch>> FindAsync(
        Actor actor, string type, IReadOnlyDictionary<string, object?> values, long? except, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(values);
        var plan = plans.Get((await states.GetAsync(cancellationToken)).Model, type);
        RecordRights.Require(actor, Permission.ContentView, plan.Type);
        var normal = Normalize(plan, values);
        var found = new List<(KeyPlan Key, RecordRef Record)>();
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            foreach (var key in plan.Keys)
            {
                if (key.TextOf(normal) is { } text)
                {
                    var same = await session.FindByDuplicateKeyAsync(plan.Type, key.Key, [text], cancellationToken);
                    found.AddRange(same.Where(s => s.Id != except).Select(s => (key, new RecordRef(plan.Type.Id, s.Id))));
                }
            }
        }

        var names = await reader.NamesAsync(actor, [.. found.Select(f => f.Record).Distinct()], cancellationToken);
        return [.. found.Where(f => names.ContainsKey(f.Record)).Select(f => new DuplicateMatch(f.Key.Key, names[f.Record]))];
    }

    public async Task<IReadOnlyList<DuplicateFinding>> FindingsAsync(Actor actor, string? type, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var model = (await states.GetAsync(cancellationToken)).Model;
        if (type is not null)
        {
            RecordRights.Require(actor, Permission.ContentView, model.Get(type));
        }

        IReadOnlyList<DuplicateFinding> findings;
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            findings = await session.Tables.DuplicateFindingsAsync(type is null ? null : model.Get(type).Id, limit, cancellationToken);
        }

        var records = findings.SelectMany(f => f.Records.Select(id => new RecordRef(f.Type, id))).Distinct().ToList();
        var names = await reader.NamesAsync(actor, records, cancellationToken);
        return [.. findings
            .Select(f => f with { Records = [.. f.Records.Where(id => names.ContainsKey(new RecordRef(f.Type, id)))] })
            .Where(f => f.Records.Count > 1)];
    }

    private static Dictionary<string, object?> Normalize(TypePlan plan, IReadOnlyDictionary<string, object?> values)
    {
        var normal = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            if (value is null || plan.Find(name) is not { } field)
            {
                continue;
            }

            try
            {
                normal[field.Id] = field.Type.Normalize(value, field.Field);
            }
            catch (UserError)
            {
                // Half-typed: it is the same as nothing yet. Saving will say what is wrong with it.
            }
        }

        return normal;
    }
}
