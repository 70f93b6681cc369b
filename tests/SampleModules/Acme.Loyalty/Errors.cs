using CrmPlatform.Errors;

namespace Acme.Loyalty;

internal static class Errors
{
    public static readonly ErrorCode NegativePoints = new(
        "acme-loyalty.negative-points",
        "The card \"{card}\" has no {missing} points to spend. Take fewer.",
        422);
}
