using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Events;

namespace Acme.Loyalty.Handlers;

/// <summary>A card with a thousand points turns gold, after the commit that brought them.</summary>
internal sealed class RaiseTier(IContentReader reader, IContentWriter writer) : IEventHandler<ContentChanged>
{
    public const long GoldFrom = 1000;

    public async Task HandleAsync(ContentChanged committed, EventContext context, CancellationToken cancellationToken)
    {
        if (committed.Type != LoyaltyTypes.Card)
        {
            return;
        }

        foreach (var changed in committed.Records.Where(r => r.Outcome is ChangeOutcome.Created or ChangeOutcome.Updated))
        {
            var card = await reader.FindAsync(Actor.System, LoyaltyTypes.Card, changed.Id, cancellationToken);
            if (card?["points"] is >= GoldFrom && card["tier"] is not "gold")
            {
                await RaiseAsync(card, cancellationToken);
            }
        }
    }

    private Task<WriteResult> RaiseAsync(ContentRecord card, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["tier"] = "gold" };
        return writer.ApplyAsync(
            new ChangeSet
            {
                Actor = Actor.System,
                Act = new ActInfo("system", "Acme.Loyalty"),
                Changes = [new UpdateChange(card.Type, card.Id, values)],
            },
            cancellationToken);
    }
}
