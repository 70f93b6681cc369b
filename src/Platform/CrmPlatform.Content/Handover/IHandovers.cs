namespace CrmPlatform.Content.Handover;

/// <summary>Gives the open work of one person to others, as one act.</summary>
public interface IHandovers
{
    /// <summary>Who would get how much. Nothing is written.</summary>
    /// <exception cref="Errors.UserError"><c>handover.*</c>.</exception>
    Task<HandoverPlan> PlanAsync(Actor actor, HandoverRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Notes the handover of what is open when it begins, for <see cref="Bulk.IBulkActs.RunAsync"/>: one act, which survives a kill.
    /// The same token a second time is the same work.
    /// </summary>
    /// <exception cref="Errors.UserError"><c>handover.*</c>.</exception>
    Task<(long Job, bool New)> StartAsync(Actor actor, HandoverRequest request, string token, CancellationToken cancellationToken);

    /// <summary>Types that have an owner, and how many open records of each the person owns.</summary>
    Task<IReadOnlyList<(ContentType Type, long Open)>> OpenAsync(Actor actor, long from, CancellationToken cancellationToken);
}

public enum HandoverRule
{
    /// <summary>As many to each; what belongs to a client goes with the client.</summary>
    Even,

    /// <summary>To those whose region is the record's, or its client's; the rest evenly.</summary>
    Region,

    /// <summary>A receiver for each type.</summary>
    ByType,
}

/// <param name="From">The employee who hands over.</param>
/// <param name="Types">Ids of the types that are handed over.</param>
/// <param name="To">The employees who receive.</param>
/// <param name="ByType">For <see cref="HandoverRule.ByType"/>: type to receiver.</param>
public sealed record HandoverRequest(
    long From, IReadOnlyList<string> Types, IReadOnlyList<long> To, HandoverRule Rule, IReadOnlyDictionary<string, long> ByType)
{
    /// <summary>Kind of its act.</summary>
    public const string ActKind = "handover";
}

/// <param name="Counts">By type and receiver.</param>
public sealed record HandoverPlan(IReadOnlyList<ContentType> Types, IReadOnlyList<ContentRecord> Receivers, IReadOnlyDictionary<(string Type, long Receiver), long> Counts)
{
    public long Total => Counts.Values.Sum();
}
