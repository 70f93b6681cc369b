using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content;

/// <summary>
/// Record rights: which records of a type an actor may see or change, and which fields. An extension point: what several
/// features say holds together. Both gates ask it always, but for the platform itself (<see cref="Actor.System"/>).
/// </summary>
public interface IRecordAccess
{
    /// <summary>The limits for an actor and a type; null when there are none.</summary>
    ValueTask<RecordLimits?> LimitAsync(Actor actor, ContentType type, RecordVerb verb, CancellationToken cancellationToken);
}

/// <summary>What is done with a record.</summary>
public enum RecordVerb
{
    View,
    Edit,
    Delete,
}

/// <param name="Records">The records must match this; null: all of them.</param>
/// <param name="HiddenFields">Fields that do not exist for the actor, by id.</param>
public sealed record RecordLimits(FilterNode? Records, IReadOnlyCollection<string> HiddenFields);
