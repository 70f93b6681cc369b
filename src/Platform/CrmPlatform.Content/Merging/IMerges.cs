namespace CrmPlatform.Content.Merging;

/// <summary>Finds records that are the same thing and makes one of them.</summary>
public interface IMerges
{
    /// <summary>Records that become one at once, at most.</summary>
    const int MostRecords = 10;

    /// <summary>Live records of a type that agree in one of its duplicate keys, as far as the actor may see them.</summary>
    Task<IReadOnlyList<DuplicateGroup>> GroupsAsync(Actor actor, string type, int limit, CancellationToken cancellationToken);

    /// <summary>What a merge of these records would have to decide.</summary>
    /// <exception cref="Errors.UserError"><c>merge.*</c>, <c>content.not-found</c>.</exception>
    Task<MergePlan> PlanAsync(Actor actor, string type, IReadOnlyCollection<long> records, CancellationToken cancellationToken);

    /// <summary>
    /// Makes one record of several, as one act: the survivor takes the chosen values, many-valued fields are united, whatever
    /// points to the others points to it, and the others go to the bin.
    /// </summary>
    /// <returns>The act, which can be undone.</returns>
    /// <exception cref="Errors.ConflictError">A record is newer than the one that was looked at.</exception>
    Task<long> MergeAsync(Actor actor, MergeRequest request, CancellationToken cancellationToken);

    /// <summary>The record that a binned one was merged into, and that one if it was merged in turn; null when it was not merged.</summary>
    Task<RecordRef?> SurvivorAsync(Actor actor, RecordRef record, CancellationToken cancellationToken);
}

/// <param name="Key">What they agree in.</param>
public sealed record DuplicateGroup(DuplicateKey Key, IReadOnlyList<ContentRecord> Records);

/// <param name="Records">Oldest first: the one that others know best is likely to stay.</param>
/// <param name="Fields">Those that any of the records has a value of.</param>
/// <param name="Links">How many records point to each, by record.</param>
public sealed record MergePlan(ContentType Type, IReadOnlyList<ContentRecord> Records, IReadOnlyList<MergeField> Fields, IReadOnlyDictionary<long, long> Links);

/// <param name="United">Its values are united, so there is nothing to choose.</param>
/// <param name="Differs">The records do not agree.</param>
/// <param name="Suggested">The record whose value is likely to be wanted: the first that has one.</param>
public sealed record MergeField(ContentField Field, bool United, bool Differs, long Suggested);

/// <param name="Versions">All records to be merged, the survivor too, with the versions that were looked at.</param>
/// <param name="Choices">Field to the record whose value it takes; absent: the survivor's, or the first there is.</param>
public sealed record MergeRequest(string Type, long Survivor, IReadOnlyDictionary<long, long> Versions, IReadOnlyDictionary<string, long> Choices);
