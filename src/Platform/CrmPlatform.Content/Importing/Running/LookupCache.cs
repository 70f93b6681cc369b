using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Records by name, asked for in batches. What was found is kept for some seconds, as files name the same few again and again;
/// what was not found is asked for again with the next slice.
/// </summary>
internal sealed class LookupCache(ImportPlan plan, TimeProvider time)
{
    private const int MaxEntries = 50_000;
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(5);

    /// <summary>By source and target.</summary>
    private readonly Dictionary<object, List<RecordRef>>[][] _found =
        [.. plan.Sources.Select(s => s.Targets.Select(_ => new Dictionary<object, List<RecordRef>>()).ToArray())];
    private long _since = time.GetTimestamp();

    /// <summary>Asks the database for every name of the rows that is not known yet.</summary>
    public async Task FillAsync(IReadSession session, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_since) > _maxAge || _found.Sum(s => s.Sum(t => t.Count)) > MaxEntries)
        {
            Array.ForEach(_found, s => Array.ForEach(s, t => t.Clear()));
            _since = time.GetTimestamp();
        }

        foreach (var source in plan.Sources)
        {
            var names = rows.Where(r => r.Faults.Count == 0)
                .SelectMany(r => plan.Lookups.Where(l => l.Source.Index == source.Index).SelectMany(l => r.Names[l.Index]));
            await FillAsync(session, source, [.. names], cancellationToken);
        }
    }

    /// <summary>A slice changed records that may be named.</summary>
    public void Forget(LookupSource source) => Array.ForEach(_found[source.Index], t => t.Clear());

    /// <summary>The records that a name fits.</summary>
    public IReadOnlyList<RecordRef> Find(LookupSource source, LookupName name)
    {
        List<RecordRef>? all = null;
        for (var i = 0; i < name.Keys.Count; i++)
        {
            if (name.Keys[i] is { } key && _found[source.Index][i].TryGetValue(key, out var records))
            {
                all = all is null ? records : [.. all, .. records];
            }
        }

        return all ?? (IReadOnlyList<RecordRef>)[];
    }

    private async Task FillAsync(IReadSession session, LookupSource source, IReadOnlyList<LookupName> names, CancellationToken cancellationToken)
    {
        for (var i = 0; i < source.Targets.Count; i++)
        {
            var found = _found[source.Index][i];
            var target = source.Targets[i];
            var wanted = names.Select(n => n.Keys[i]).OfType<object>().Where(k => !found.ContainsKey(k)).ToHashSet();
            if (wanted.Count == 0)
            {
                continue;
            }

            foreach (var (value, id) in await session.FindByValuesAsync(target.Type, target.By, wanted, cancellationToken))
            {
                Add(found, LookupKey.Fold(target.By, value)!, new RecordRef(target.Type.Id, id));
            }
        }
    }

    private static void Add(Dictionary<object, List<RecordRef>> found, object key, RecordRef record)
    {
        if (!found.TryGetValue(key, out var records))
        {
            found.Add(key, records = []);
        }

        if (!records.Contains(record))
        {
            records.Add(record);
        }
    }
}
