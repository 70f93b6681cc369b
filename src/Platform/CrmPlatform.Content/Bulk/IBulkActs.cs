using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Bulk;

/// <summary>One change made to many records: one act, in slices that survive a kill, with one undo.</summary>
public interface IBulkActs
{
    /// <summary>
    /// Checks the rights and notes the work for <see cref="RunAsync"/>. The same token a second time is the same work: its number is
    /// given again, and <c>New</c> is false.
    /// </summary>
    Task<(long Job, bool New)> StartAsync(Actor actor, BulkOrder order, CancellationToken cancellationToken);

    /// <summary>Runs (or goes on with) the work to its end in the caller's flow. Cancelled, it stops after the slice at hand.</summary>
    Task<BulkProgress> RunAsync(long job, CancellationToken cancellationToken);

    /// <summary>Null when there is none of the actor's.</summary>
    Task<BulkProgress?> FindAsync(Actor actor, long job, CancellationToken cancellationToken);

    /// <summary>Goes on with what a stopped process left. Called when the host starts.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}

/// <summary>What is done to each record.</summary>
public enum BulkVerb
{
    /// <summary>Sets the values; a null empties a field.</summary>
    Set,

    /// <summary>Adds the values to those that many-valued fields hold.</summary>
    Add,

    /// <summary>Takes the values out of many-valued fields.</summary>
    Remove,

    /// <summary>To the bin.</summary>
    Delete,

    /// <summary>To others, as a handover says.</summary>
    Give,
}

/// <summary>What to do, and to which records.</summary>
public sealed record BulkOrder
{
    /// <summary>The most records that can be named one by one.</summary>
    public const int MaxIds = 5_000;

    public required string Type { get; init; }
    public required BulkVerb Verb { get; init; }

    /// <summary>By field id, as in <see cref="ContentRecord"/>; none to delete, and none to let the rules put the records right.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>These records; null: all that match <see cref="Where"/> when their turn comes.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
    public FilterNode? Where { get; init; }

    /// <summary>With <see cref="BulkVerb.Give"/>: whose records go to whom.</summary>
    public HandoverRequest? Handover { get; init; }

    /// <summary>What people read in the list of acts.</summary>
    public string? Title { get; init; }

    /// <summary>How many records the person was told of, for the progress.</summary>
    public long Expected { get; init; }

    /// <summary>Names this one sending of a form.</summary>
    public required string Token { get; init; }
}

/// <summary>Where the work stands. Counts are of records.</summary>
/// <param name="Refused">Those left as they were, for the reasons given (some of them).</param>
/// <param name="Failure">What stopped it, or null.</param>
public sealed record BulkProgress(
    long Id, string Type, BulkVerb Verb, string? Title, bool Finished, long? Act, long Expected, long Changed, long Unchanged, long Refused, IReadOnlyList<string> Reasons, string? Failure, DateTimeOffset StartedAt)
{
    public long Done => Changed + Unchanged + Refused;

    public int Percent => Finished || Expected == 0 ? 100 : (int)Math.Min(99, Done * 100 / Expected);
}
