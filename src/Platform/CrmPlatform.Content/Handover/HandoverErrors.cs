using CrmPlatform.Errors;

namespace CrmPlatform.Content.Handover;

/// <summary>What a handover refuses.</summary>
public static class HandoverErrors
{
    public static readonly ErrorCode NoReceiver = new("handover.no-receiver", "Choose at least one person to receive the records, other than the one who hands them over.");
    public static readonly ErrorCode NoReceiverOf = new("handover.no-receiver-of", "Say who receives {types}.");
    public static readonly ErrorCode TooMany = new("handover.too-many", "More than {max} records are open. Hand over some of the types first.", 422);
}
