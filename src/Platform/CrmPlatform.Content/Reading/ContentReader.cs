using System.Runtime.CompilerServices;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Reading;

/// <summary>The gate out.</summary>
internal sealed class ContentReader(ITenantDatabase database, RecordRights rights, QueryBinding binding) : IContentReader
{
    /// <summary>Rows whose links are named at once while streaming.</summary>
    private const int StreamSlice = 500;

    public async Task<ContentRecord?> FindAsync(Actor actor, string type, long id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (model, moment) = await binding.NowAsync(actor, cancellationToken);
        var known = model.Get(type);
        RecordRights.Require(actor, Permission.ContentView, known);
        await using var session = await database.ReadAsync(cancellationToken);
        var record = await session.FindAsync(known, id, cancellationToken);
        if (record is null)
        {
            return null;
        }

        var seen = await SeenAsync(session, actor, model, known, [record], moment, cancellationToken);
        return seen.Count == 0 ? null : seen[0];
    }

    public async Task<IReadOnlyDictionary<string, ContentRecord>> FindByKeysAsync(
        Actor actor, string type, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(keys);
        var (model, moment) = await binding.NowAsync(actor, cancellationToken);
        var known = model.Get(type);
        RecordRights.Require(actor, Permission.ContentView, known);
        await using var session = await database.ReadAsync(cancellationToken);
        var found = await session.FindByValuesAsync(known, known.Fields[SystemFields.Key], [.. keys], cancellationToken);
        var records = await session.FindManyAsync(known, [.. found.Select(f => f.Id)], cancellationToken);
        var seen = await SeenAsync(session, actor, model, known, records, moment, cancellationToken);
        return seen.ToDictionary(r => (string)r[SystemFields.Key]!, StringComparer.Ordinal);
    }

    public async Task<QueryPage> QueryAsync(Actor actor, ContentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(query);
        var (model, moment) = await binding.NowAsync(actor, cancellationToken);
        var bound = await binding.BindAsync(actor, model, query, moment, cancellationToken);
        await using var session = await database.ReadAsync(cancellationToken);
        var page = await session.QueryAsync(bound.Query, cancellationToken);
        var rows = await new RowRights(rights, session, actor, model, moment, bound).ApplyAsync(page.Rows, cancellationToken);
        return page with { Columns = bound.Guards.Count == 0 ? page.Columns : [.. page.Columns.Take(bound.Shown)], Rows = rows };
    }

    public async IAsyncEnumerable<QueryRow> StreamAsync(Actor actor, ContentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(query);
        var (model, moment) = await binding.NowAsync(actor, cancellationToken);
        var bound = await binding.BindAsync(actor, model, query, moment, cancellationToken);
        await using var session = await database.ReadAsync(cancellationToken);
        await using var names = await database.ReadAsync(cancellationToken);
        var links = new RowRights(rights, names, actor, model, moment, bound);
        var slice = new List<QueryRow>(StreamSlice);
        await foreach (var row in session.StreamAsync(bound.Query, cancellationToken))
        {
            slice.Add(row);
            if (slice.Count == StreamSlice)
            {
                foreach (var seen in await links.ApplyAsync(slice, cancellationToken))
                {
                    yield return seen;
                }

                slice.Clear();
            }
        }

        foreach (var seen in await links.ApplyAsync(slice, cancellationToken))
        {
            yield return seen;
        }
    }

    public async Task<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(
        Actor actor, IReadOnlyCollection<RecordRef> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0)
        {
            return new Dictionary<RecordRef, RecordLink>();
        }

        var (model, moment) = await binding.NowAsync(actor, cancellationToken);
        await using var session = await database.ReadAsync(cancellationToken);
        var names = await session.NamesAsync(model, records, cancellationToken);
        var unseen = await rights.UnseenAsync(session, actor, model, [.. names.Keys], RecordVerb.View, moment, cancellationToken);
        return unseen.Count == 0 ? names : names.Where(n => !unseen.Contains(n.Key)).ToDictionary();
    }

    /// <summary>Those that the actor may see, without the fields they may not.</summary>
    private async ValueTask<IReadOnlyList<ContentRecord>> SeenAsync(
        IReadSession session, Actor actor, ContentModel model, ContentType type, IReadOnlyList<ContentRecord> records, Moment moment, CancellationToken cancellationToken)
    {
        var unseen = await rights.UnseenAsync(session, actor, model, [.. records.Select(r => r.Ref)], RecordVerb.View, moment, cancellationToken);
        var limits = await rights.OfAsync(actor, model, type, RecordVerb.View, moment, cancellationToken);
        return [.. records.Where(r => !unseen.Contains(r.Ref)).Select(r => Strip(r, limits.Hidden))];
    }

    internal static ContentRecord Strip(ContentRecord record, IReadOnlySet<string> hidden) => hidden.Count == 0
        ? record
        : new ContentRecord(record.Type, record.Id, record.Version, record.Values
            .Where(v => !hidden.Contains(v.Key))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase));
}
