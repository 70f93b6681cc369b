using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace Acme.Loyalty.Guards;

/// <summary>Nobody spends points that a card does not have: by form, import and API alike.</summary>
internal sealed class PointsStayPositive : IChangeGuard
{
    public bool AppliesTo(ContentType type) => type.Id == LoyaltyTypes.Card;

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        if (change.After?.GetValueOrDefault("points") is long points and < 0)
        {
            var finding = Errors.NegativePoints.For("points", ("card", change.After.GetValueOrDefault("name")), ("missing", -points));
            context.Refuse(change, finding);
        }

        return ValueTask.CompletedTask;
    }
}
