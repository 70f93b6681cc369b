using CrmPlatform.Content.Queries;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Reading;

/// <summary>Takes the names off links to records that the reader may not see: that there is a link is part of the row, whom it names is not.</summary>
internal sealed class LinkRights(RecordRights rights, IReadSession session, Actor actor, ContentModel model, Moment moment)
{
    public async ValueTask<IReadOnlyList<QueryRow>> ApplyAsync(IReadOnlyList<QueryRow> rows, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(actor, Actor.System))
        {
            return [.. rows];
        }

        var links = new HashSet<RecordRef>();
        foreach (var row in rows)
        {
            foreach (var value in row.Values)
            {
                if (value is RecordLink link)
                {
                    links.Add(new RecordRef(link.Type, link.Id));
                }
                else if (value is IReadOnlyList<RecordLink> many)
                {
                    links.UnionWith(many.Select(l => new RecordRef(l.Type, l.Id)));
                }
            }
        }

        var unseen = links.Count == 0 ? [] : await rights.UnseenAsync(session, actor, model, links, RecordVerb.View, moment, cancellationToken);
        return unseen.Count == 0 ? [.. rows] : [.. rows.Select(r => r with { Values = [.. r.Values.Select(v => Hide(v, unseen))] })];
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
