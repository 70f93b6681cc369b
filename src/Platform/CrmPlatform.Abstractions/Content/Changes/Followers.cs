namespace CrmPlatform.Content.Changes;

/// <summary>
/// Keeps what follows from other records: fields, such as a client's next step from its open tasks, and further records, such as
/// the task that is planned when another is done. An extension point: runs inside the write gate, in the transaction, after the
/// changes of a set are stored and before they are committed, whoever wrote them.
/// </summary>
public interface IChangeFollower
{
    /// <summary>Whether changes of a type's records concern it.</summary>
    bool AppliesTo(ContentType type);

    /// <summary>Looks at all changes of the set that concern it, in their order.</summary>
    ValueTask FollowAsync(IReadOnlyList<FollowedChange> changes, FollowContext context, CancellationToken cancellationToken);
}

/// <summary>A change that was stored.</summary>
/// <param name="Before">Null for a create.</param>
/// <param name="After">Null for a purge.</param>
public sealed record FollowedChange(ContentType Type, long Id, ContentRecord? Before, ContentRecord? After, ChangeOutcome Outcome);

/// <summary>What a follower may know and do. It reads as the platform itself, and sees what the set has stored.</summary>
public abstract class FollowContext
{
    public abstract ContentModel Model { get; }

    /// <summary>The instant of the write.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>The zone of whoever writes, or the tenant's reporting zone.</summary>
    public abstract TimeZoneInfo Zone { get; }

    public abstract ValueTask<ContentRecord?> FindAsync(string type, long id, CancellationToken cancellationToken);

    public abstract ValueTask<Queries.QueryPage> QueryAsync(Queries.ContentQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Stores derived values of another record. They are nobody's edit: no history, no new version, no event, nothing to undo.
    /// </summary>
    /// <exception cref="ArgumentException">A field is searched, part of a duplicate key, or unknown.</exception>
    public abstract ValueTask SetAsync(ContentRecord record, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a record to the set, as the platform's own doing in the name of the actor, who need not see what it points to and whose
    /// own rules for read-only fields it does not keep: judged, stored, told of and undone with
    /// it; what it is refused for is said of the change it follows from. Followers are asked again about what was added. While
    /// an act is undone nothing is added: that puts back what was, and no more.
    /// </summary>
    public abstract void Add(FollowedChange cause, CreateChange change);
}
