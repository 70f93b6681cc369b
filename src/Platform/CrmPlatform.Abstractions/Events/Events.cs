using CrmPlatform.Content.Changes;

namespace CrmPlatform.Events;

/// <summary>Something that was committed. Events are records that serialize as JSON.</summary>
public interface IPlatformEvent;

/// <summary>
/// Records of one type were changed by one slice of an act. Bulk acts emit one per slice, other acts one per change set and type.
/// </summary>
public sealed record ContentChanged(
    long Act,
    string ActKind,
    string Type,
    IReadOnlyList<ChangedRecord> Records,
    string ActorId,
    DateTimeOffset At,
    bool SkipAutomation) : IPlatformEvent;

/// <param name="Fields">For updates: the fields that changed.</param>
public sealed record ChangedRecord(long Id, long Version, ChangeOutcome Outcome, IReadOnlyList<string> Fields);

/// <summary>How a handler takes events of bulk acts.</summary>
public enum Delivery
{
    /// <summary>Once per event; the handler walks its records.</summary>
    PerSlice,

    /// <summary>Once per record: the event is split.</summary>
    PerRecord,

    /// <summary>Not at all when the act asked to skip automation.</summary>
    SkipOnImport,
}

/// <summary>
/// Handles a committed event after the fact: in order per record, at least once; its effects inside the tenant's
/// database commit with its receipt and so happen exactly once.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : IPlatformEvent
{
    Task HandleAsync(TEvent committed, EventContext context, CancellationToken cancellationToken);
}

/// <summary>Tells the write gate how far from a person's act the current flow of control is.</summary>
public interface IEventScope
{
    /// <summary>The depth for events written now: 0 outside handlers, one more than the handled event's inside.</summary>
    int Depth { get; }
}

/// <summary>Where an event came from.</summary>
/// <param name="Id">The event's number in the outbox.</param>
/// <param name="Key">Stable across retries: the key that outside sends carry.</param>
/// <param name="Depth">How many events led to this one; more than 8 stops in the dead letters.</param>
/// <param name="Attempt">1 on the first try.</param>
public sealed record EventContext(long Id, string Key, int Depth, int Attempt);
