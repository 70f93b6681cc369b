using System.Collections;
using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Merging;

/// <inheritdoc cref="IMerges"/>
internal sealed class Merges(ITenantDatabase database, ITenantStates states, IContentReader reader, IContentWriter writer, IHistory history) : IMerges
{
    /// <summary>Kind of the act, by which a binned record is known to have been merged.</summary>
    private const string Kind = "merge";
    private const int MostLinks = 5_000;
    private const int LongestChain = 20;

    public async Task<IReadOnlyList<DuplicateGroup>> GroupsAsync(Actor actor, string type, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var known = (await states.GetAsync(cancellationToken)).Model.Get(type);
        var found = new List<(DuplicateKey Key, IReadOnlyList<long> Records)>();
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            foreach (var key in known.DuplicateKeys)
            {
                found.AddRange((await session.DuplicateGroupsAsync(known, key, limit, cancellationToken)).Select(g => (key, g)));
            }
        }

        var groups = new List<DuplicateGroup>();
        foreach (var (key, ids) in found.DistinctBy(f => string.Join(',', f.Records), StringComparer.Ordinal).Take(limit))
        {
            var records = await FindAsync(actor, known, ids, cancellationToken);
            if (records.Count > 1)
            {
                groups.Add(new DuplicateGroup(key, records));
            }
        }

        return groups;
    }

    public async Task<MergePlan> PlanAsync(Actor actor, string type, IReadOnlyCollection<long> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(records);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var known = model.Get(type);
        var found = await RequireAsync(actor, known, records, cancellationToken);
        await using var session = await database.ReadAsync(cancellationToken);
        var links = found.ToDictionary(r => r.Id, _ => 0L);
        foreach (var (_, _, target, _) in await LinksAsync(session, model, known, [.. links.Keys], cancellationToken))
        {
            links[target]++;
        }

        return new MergePlan(known, found, [.. MergedFields(known).Select(f => Compare(f, found)).OfType<MergeField>()], links);
    }

    public async Task<long> MergeAsync(Actor actor, MergeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var type = model.Get(request.Type);
        var records = await RequireAsync(actor, type, [.. request.Versions.Keys.Append(request.Survivor).Distinct()], cancellationToken);
        var survivor = records.First(r => r.Id == request.Survivor);
        var others = records.Where(r => r != survivor).ToList();
        var changes = new List<Change>(others.Select(o => new DeleteChange(type.Id, o.Id, request.Versions.GetValueOrDefault(o.Id, o.Version))));
        var updates = new Dictionary<RecordRef, (long Version, Dictionary<string, object?> Values)>
        {
            [survivor.Ref] = (request.Versions.GetValueOrDefault(survivor.Id, survivor.Version), ValuesOf(type, request, survivor, others)),
        };
        await using (var session = await database.ReadAsync(cancellationToken))
        {
            await RelinkAsync(session, model, type, survivor, others, updates, cancellationToken);
        }

        changes.AddRange(updates.Where(u => u.Value.Values.Count > 0).Select(u => new UpdateChange(u.Key.Type, u.Key.Id, u.Value.Values, u.Value.Version)));
        var set = new ChangeSet
        {
            Actor = actor,
            Act = new ActInfo(Kind, Title(survivor, type)),
            Changes = changes,
            Options = new WriteOptions(SkipGates: true, SkipAutomation: true),
        };
        return (await writer.ApplyAsync(set, cancellationToken)).ActId;
    }

    public async Task<RecordRef?> SurvivorAsync(Actor actor, RecordRef record, CancellationToken cancellationToken)
    {
        RecordRef? survivor = null;
        for (var i = 0; i < LongestChain; i++)
        {
            var last = await history.ReadAsync(actor, record.Type, record.Id, 1, cancellationToken);
            if (last is not [{ Kind: ChangeOutcome.Deleted, ActKind: Kind, ActTitle: { } title }] || SurvivorOf(title) is not { } id
                || await reader.FindAsync(actor, record.Type, id, cancellationToken) is not { } next)
            {
                return survivor;
            }

            survivor = record = next.Ref;
            if (next[SystemFields.DeletedAt] is null)
            {
                return survivor;
            }
        }

        return survivor;
    }

    /// <summary>The name for people, and the number that <see cref="SurvivorOf"/> reads again.</summary>
    private static string Title(ContentRecord survivor, ContentType type) =>
        string.Create(CultureInfo.InvariantCulture, $"{survivor[type.NameField] as string} #{survivor.Id}");

    private static long? SurvivorOf(string title) =>
        long.TryParse(title.AsSpan(title.LastIndexOf('#') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Stages have a history of their own, and read-only fields their keeper: those stay the survivor's.</summary>
    private static IEnumerable<ContentField> MergedFields(ContentType type) =>
        type.OrderedFields.Where(f => !f.ReadOnly && f.Definition.Pattern is null && !string.Equals(f.Part, KnownParts.Staged, StringComparison.OrdinalIgnoreCase));

    private static MergeField? Compare(ContentField field, IReadOnlyList<ContentRecord> records)
    {
        var filled = records.Where(r => r[field.Id] is not null).ToList();
        return filled.Count == 0
            ? null
            : new MergeField(field, field.IsMany, filled.Exists(r => !ValueEquality.Same(r[field.Id], filled[0][field.Id])), filled[0].Id);
    }

    private async Task<IReadOnlyList<ContentRecord>> RequireAsync(
        Actor actor, ContentType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count is < 2 or > IMerges.MostRecords)
        {
            throw ids.Count < 2 ? MergeErrors.TooFew.With() : MergeErrors.TooMany.With(("max", IMerges.MostRecords));
        }

        var records = await FindAsync(actor, type, ids, cancellationToken);
        foreach (var id in ids)
        {
            var record = records.FirstOrDefault(r => r.Id == id) ?? throw PlatformErrors.NotFound.With(("type", type.Label), ("id", id));
            if (record[SystemFields.DeletedAt] is not null)
            {
                throw MergeErrors.InBin.With(("record", record[type.NameField]));
            }
        }

        return records;
    }

    private async Task<IReadOnlyList<ContentRecord>> FindAsync(Actor actor, ContentType type, IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var records = new List<ContentRecord>();
        foreach (var id in ids.Order())
        {
            if (await reader.FindAsync(actor, type.Id, id, cancellationToken) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    private static Dictionary<string, object?> ValuesOf(ContentType type, MergeRequest request, ContentRecord survivor, List<ContentRecord> others)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var all = others.Prepend(survivor).ToList();
        foreach (var field in MergedFields(type))
        {
            var chosen = request.Choices.TryGetValue(field.Id, out var from) ? all.Find(r => r.Id == from) : null;
            var value = field.IsMany ? United(all.Select(r => r[field.Id]))
                : chosen is not null ? chosen[field.Id]
                : all.Select(r => r[field.Id]).FirstOrDefault(v => v is not null);
            if (!ValueEquality.Same(survivor[field.Id], value))
            {
                values[field.Id] = Free(type, field, value, survivor, others);
            }
        }

        return values;
    }

    private static object? United(IEnumerable<object?> values)
    {
        var all = values.OfType<IEnumerable>().SelectMany(v => v.Cast<object>()).Distinct().ToList();
        return all.Count == 0 ? null : all[0] is long ? all.Cast<long>().ToList() : all.Cast<string>().ToList();
    }

    /// <summary>A record that would point to itself, or to one that goes, points to nothing.</summary>
    private static object? Free(ContentType type, ContentField field, object? value, ContentRecord survivor, List<ContentRecord> others)
    {
        bool Goes(long id) => id == survivor.Id || others.Exists(o => o.Id == id);
        return value switch
        {
            long id when Targets(field, type) && Goes(id) => null,
            RecordRef link when string.Equals(link.Type, type.Id, StringComparison.OrdinalIgnoreCase) && Goes(link.Id) => null,
            IReadOnlyList<long> ids when Targets(field, type) => ids.Where(id => !Goes(id)).ToList() is { Count: > 0 } left ? left : null,
            _ => value,
        };
    }

    private static bool Targets(ContentField field, ContentType type) => string.Equals(field.TargetType, type.Id, StringComparison.OrdinalIgnoreCase);

    private static async Task RelinkAsync(
        IReadSession session, ContentModel model, ContentType type, ContentRecord survivor, List<ContentRecord> others,
        Dictionary<RecordRef, (long Version, Dictionary<string, object?> Values)> updates, CancellationToken cancellationToken)
    {
        var gone = others.Select(o => o.Id).ToHashSet();
        var links = await LinksAsync(session, model, type, gone, cancellationToken);
        foreach (var ofType in links.GroupBy(l => l.Type))
        {
            var ids = ofType.Select(l => l.Id).Distinct().Where(id => ofType.Key != type || (!gone.Contains(id) && id != survivor.Id)).ToList();
            foreach (var record in await session.FindManyAsync(ofType.Key, ids, cancellationToken))
            {
                // One in the bin keeps its link, which leads to the survivor all the same.
                if (record[SystemFields.DeletedAt] is null)
                {
                    var values = ofType.Where(l => l.Id == record.Id).Select(l => l.Field).Distinct()
                        .ToDictionary(f => f.Id, f => Moved(record[f.Id], gone, survivor), StringComparer.OrdinalIgnoreCase);
                    updates[record.Ref] = (record.Version, values);
                }
            }

            // The survivor's own links to those that go.
            foreach (var link in ofType.Where(l => l.Type == type && l.Id == survivor.Id))
            {
                var values = updates[survivor.Ref].Values;
                values.TryAdd(link.Field.Id, Free(type, link.Field, survivor[link.Field.Id], survivor, others));
            }
        }
    }

    private static object? Moved(object? value, HashSet<long> gone, ContentRecord survivor) => value switch
    {
        IReadOnlyList<long> ids => ids.Select(id => gone.Contains(id) ? survivor.Id : id).Distinct().ToList(),
        RecordRef => survivor.Ref,
        _ => survivor.Id,
    };

    /// <summary>Whatever points to the records: who, by which field, to which.</summary>
    private static async Task<IReadOnlyList<(ContentType Type, ContentField Field, long Target, long Id)>> LinksAsync(
        IReadSession session, ContentModel model, ContentType target, HashSet<long> records, CancellationToken cancellationToken)
    {
        var links = new List<(ContentType, ContentField, long, long)>();
        foreach (var type in model.Types.Values)
        {
            foreach (var field in type.Fields.Values.Where(f => !f.ReadOnly && !f.System && PointsTo(f, target)))
            {
                var found = await session.FindReferrersAsync(type, field, target.Id, records, MostLinks + 1, cancellationToken);
                links.AddRange(found.Select(f => (type, field, f.Target, f.Id)));
                if (links.Count > MostLinks)
                {
                    throw MergeErrors.TooManyLinks.With(("max", MostLinks));
                }
            }
        }

        return links;
    }

    private static bool PointsTo(ContentField field, ContentType target) => field.Type switch
    {
        FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.MultiLookup => Targets(field, target),
        FieldTypes.Reference => field.TargetPart is { } part && target.Has(part),
        _ => false,
    };
}
