using CrmPlatform.Errors;

namespace CrmPlatform.Content.Merging;

/// <summary>What a merge refuses.</summary>
public static class MergeErrors
{
    public static readonly ErrorCode TooFew = new("merge.too-few", "Choose two records or more to make one of them.");
    public static readonly ErrorCode TooMany = new("merge.too-many", "At most {max} records can be merged at once. Merge some of them first.");
    public static readonly ErrorCode InBin = new("merge.in-bin", "\"{record}\" is in the bin. Restore it first, or leave it out.", 409);
    public static readonly ErrorCode TooManyLinks = new("merge.too-many-links", "More than {max} records point to those that would go. Merge in smaller steps, or let the record with the most links stay.", 422);
}
