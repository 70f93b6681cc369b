using CrmPlatform.Content.Queries;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Reading;

/// <summary>
/// Takes out of rows what their reader may not see: the names of links (that there is a link is part of the row, whom it names is
/// not), and values that were read through such records.
/// </summary>
internal sealed class RowRights(RecordRights rights, IReadSession session, Actor actor, ContentModel model, Moment moment, GuardedQuery query)
{
    public async ValueTask<IReadOnlyList<QueryRow>> ApplyAsync(IReadOnlyList<QueryRow> rows, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(actor, Actor.System))
        {
            return [.. rows];
        }

        var records = new HashSet<RecordRef>();
        foreach (var row in rows)
        {
            Collect(row, records);
        }

        var unseen = records.Count == 0 ? [] : await rights.UnseenAsync(session, actor, model, records, RecordVerb.View, moment, cancellationToken);
        return unseen.Count == 0 && query.Guards.Count == 0 ? [.. rows] : [.. rows.Select(r => Hide(r, unseen))];
    }

    private void Collect(QueryRow row, HashSet<RecordRef> records)
    {
        foreach (var value in row.Values)
        {
            if (value is RecordLink link)
            {
                records.Add(new RecordRef(link.Type, link.Id));
            }
            else if (value is IReadOnlyList<RecordLink> many)
            {
                records.UnionWith(many.Select(l => new RecordRef(l.Type, l.Id)));
            }
        }

        foreach (var guard in query.Guards)
        {
            if (row.Values[guard.Record] is long id)
            {
                records.Add(new RecordRef(guard.Type, id));
            }
        }
    }

    private QueryRow Hide(QueryRow row, HashSet<RecordRef> unseen)
    {
        var values = row.Values.Take(query.Query.IsGrouped ? row.Values.Count : query.Shown).Select(v => Hide(v, unseen)).ToArray();
        foreach (var guard in query.Guards)
        {
            if (row.Values[guard.Record] is long id && unseen.Contains(new RecordRef(guard.Type, id)))
            {
                values[guard.Column] = null;
            }
        }

        return row with { Values = values };
    }

    private static object? Hide(object? value, HashSet<RecordRef> unseen) => value switch
    {
        RecordLink link => Hide(link, unseen),
        IReadOnlyList<RecordLink> many => many.Select(l => Hide(l, unseen)).ToList(),
        _ => value,
    };

    private static RecordLink Hide(RecordLink link, HashSet<RecordRef> unseen) =>
        unseen.Contains(new RecordRef(link.Type, link.Id)) ? link with { Name = "" } : link;
}
