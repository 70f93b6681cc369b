using CrmPlatform.Content.Changes;

namespace CrmPlatform.Content.Bulk;

/// <summary>The records of a bulk act in a fixed order, and what is done to each.</summary>
internal interface IBulkSource
{
    WriteOptions Options { get; }

    /// <summary>The next ones after where the job stands; none at its end.</summary>
    Task<BulkSlice> NextAsync(BulkJob job, int most, CancellationToken cancellationToken);
}

/// <param name="After">Where the job stands once these are dealt with.</param>
internal sealed record BulkSlice(IReadOnlyList<BulkItem> Items, long After);

/// <param name="Name">What people call the record, in a reason.</param>
internal sealed record BulkItem(long Id, string Name, Change Change);
