namespace CrmPlatform.Content.Changes;

/// <summary>Creates, updates and deletes by one actor for one cause; saved whole or not at all.</summary>
public sealed record ChangeSet
{
    public required Actor Actor { get; init; }
    public required ActInfo Act { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }
    public WriteOptions Options { get; init; } = WriteOptions.Default;
}

/// <summary>
/// The act that a change set belongs to: what progress, history and undo speak of.
/// </summary>
/// <param name="Kind">form, api, board, bulk, import, recipe, undo, system, view, notice (what was told to people; not listed).</param>
/// <param name="Title">What the act was about, in nobody's language: the name of a file or of a record, the id of a recipe, <c>Deal:owner</c>; or null.</param>
/// <param name="Id">An act begun before (bulk work); null: the change set is an act of its own.</param>
public sealed record ActInfo(string Kind, string? Title = null, long? Id = null)
{
    /// <summary>The kind of what people set on their own screens (views, columns): acts that are not listed.</summary>
    public const string OwnScreen = "view";
}

/// <summary>What a write may leave out. Rights and validation are always checked.</summary>
/// <param name="SkipGates">Stage gates (required fields of a stage, allowed moves): for undo and imports of old data.</param>
/// <param name="SkipAutomation">Handlers that automate (not those that keep figures).</param>
/// <param name="SkipUnchanged">Updates that change nothing are dropped and reported as unchanged, whatever their version.</param>
/// <param name="AskRules">An update that names nothing asks the guards what they make of the record now, such as names in a new order.</param>
public sealed record WriteOptions(bool SkipGates = false, bool SkipAutomation = false, bool SkipUnchanged = true, bool AskRules = false)
{
    public static WriteOptions Default { get; } = new();
}

/// <summary>One change.</summary>
public abstract record Change(string Type);

/// <summary>A new record. Values as in <see cref="ContentRecord"/>; absent fields take their default.</summary>
/// <param name="Id">An id reserved before, so that other changes of the set can point to it; 0: given by the gate.</param>
/// <param name="Entered">When the record entered its stages, for old data: stage id to instant. Empty for work of today.</param>
public sealed record CreateChange(
    string Type,
    IReadOnlyDictionary<string, object?> Values,
    string? Key = null,
    long Id = 0,
    IReadOnlyDictionary<string, DateTimeOffset>? Entered = null) : Change(Type);

/// <summary>Sets the given fields of a record; others stay. A null value empties a field.</summary>
/// <param name="ExpectedVersion">The version that the change was made from; null: whatever is there.</param>
/// <param name="Before">The values that the change was made from (of changed fields): with them, a save over a newer version merges fields that only one side changed. Without, any newer version is a conflict.</param>
public sealed record UpdateChange(
    string Type,
    long Id,
    IReadOnlyDictionary<string, object?> Values,
    long? ExpectedVersion = null,
    IReadOnlyDictionary<string, object?>? Before = null,
    IReadOnlyDictionary<string, DateTimeOffset>? Entered = null) : Change(Type);

/// <summary>To the bin.</summary>
public sealed record DeleteChange(string Type, long Id, long? ExpectedVersion = null) : Change(Type);

/// <summary>Out of the bin.</summary>
public sealed record RestoreChange(string Type, long Id) : Change(Type);

/// <summary>Out of the bin for good; reference rules apply. Cannot be undone.</summary>
public sealed record PurgeChange(string Type, long Id) : Change(Type);

/// <summary>What became of a change set: one result per change, in order.</summary>
/// <param name="ActId">0 when nothing changed and no act was given: acts that did nothing are not listed.</param>
public sealed record WriteResult(long ActId, IReadOnlyList<ChangeResult> Results)
{
    /// <summary>Records that followed from the changes, such as a task that was planned when another was done.</summary>
    public IReadOnlyList<ChangeResult> Added { get; init; } = [];
}

/// <param name="Warnings">Findings that did not refuse it: possible duplicates.</param>
public sealed record ChangeResult(RecordRef Record, long Version, ChangeOutcome Outcome, IReadOnlyList<Errors.FieldError> Warnings);

public enum ChangeOutcome
{
    Created,
    Updated,
    Unchanged,
    Deleted,
    Restored,
    Purged,
}

/// <summary>The gate in: the only way to write content.</summary>
public interface IContentWriter
{
    /// <summary>
    /// Checks rights, validation, guards and versions, then saves rows, history and events together, or nothing.
    /// </summary>
    /// <exception cref="Errors.ValidationError">With every finding.</exception>
    /// <exception cref="Errors.ConflictError">A record is newer than expected.</exception>
    Task<WriteResult> ApplyAsync(ChangeSet set, CancellationToken cancellationToken);

    /// <summary>The first of <paramref name="count"/> fresh ids in a row.</summary>
    Task<long> ReserveIdsAsync(int count, CancellationToken cancellationToken);
}

/// <summary>The gate out: the only way to read content.</summary>
public interface IContentReader
{
    /// <summary>A record with all fields that the actor may see; null when it is absent or not theirs to see. Binned records are found, with <c>deletedAt</c>.</summary>
    Task<ContentRecord?> FindAsync(Actor actor, string type, long id, CancellationToken cancellationToken);

    /// <summary>The live records with these external keys, by key.</summary>
    Task<IReadOnlyDictionary<string, ContentRecord>> FindByKeysAsync(Actor actor, string type, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    Task<Queries.QueryPage> QueryAsync(Actor actor, Queries.ContentQuery query, CancellationToken cancellationToken);

    /// <summary>All rows of a query without paging, in bounded memory.</summary>
    IAsyncEnumerable<Queries.QueryRow> StreamAsync(Actor actor, Queries.ContentQuery query, CancellationToken cancellationToken);

    /// <summary>Names of records, for links. Absent or unseen ones are missing.</summary>
    Task<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(Actor actor, IReadOnlyCollection<RecordRef> records, CancellationToken cancellationToken);
}

/// <summary>Acts: begin, progress, list, undo.</summary>
public interface IActs
{
    /// <summary>Begins an act of many change sets.</summary>
    Task<long> BeginAsync(Actor actor, ActInfo act, CancellationToken cancellationToken);

    Task CompleteAsync(long act, ActState state, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Act>> ListAsync(Actor actor, int limit, long? before, CancellationToken cancellationToken);

    Task<Act?> FindAsync(Actor actor, long act, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an act back, as an act of its own. What was changed since is named in the result and left alone;
    /// nothing is done when there is any, unless <paramref name="partially"/>.
    /// </summary>
    Task<UndoResult> UndoAsync(Actor actor, long act, bool partially, CancellationToken cancellationToken);
}

/// <param name="Counts">created, updated, deleted: how many records.</param>
/// <param name="UndoneBy">The act that took it back, if any.</param>
/// <param name="MayUndo">The reader may take it back: it is their own, or they may undo any; what the platform did, by the right of the page that it was done from.</param>
public sealed record Act(
    long Id,
    string Kind,
    string? Title,
    string Actor,
    DateTimeOffset At,
    ActState State,
    ActCounts Counts,
    long? UndoneBy,
    RecordLink? Record = null,
    bool MayUndo = false);

public sealed record ActCounts(long Created, long Updated, long Deleted);

public enum ActState
{
    Running,
    Done,
    Failed,
}

/// <param name="Act">The undoing act; null when nothing was done.</param>
/// <param name="Blocked">What stands in the way.</param>
public sealed record UndoResult(long? Act, long Undone, IReadOnlyList<UndoObstacle> Blocked)
{
    /// <summary>How many records of each type are as they were before the act.</summary>
    public IReadOnlyDictionary<string, int> Types { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The record, where it was one alone.</summary>
    public RecordRef? Record { get; init; }
}

/// <summary>A record that was changed since: by whom and when. Name and person are empty for one that is gone.</summary>
/// <param name="Reason">What else stands in the way, such as a unique value that another record has now.</param>
public sealed record UndoObstacle(RecordRef Record, string Name, string ChangedBy, DateTimeOffset ChangedAt, Errors.UserError? Reason = null);

/// <summary>The history of a record.</summary>
public interface IHistory
{
    /// <summary>Newest first; a creation is the last entry.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadAsync(Actor actor, string type, long id, int limit, CancellationToken cancellationToken);
}

/// <param name="Kind">Created, Updated, Deleted, Restored.</param>
/// <param name="Changes">For updates; empty where the type keeps a summary only.</param>
public sealed record HistoryEntry(
    long Act,
    string ActKind,
    string? ActTitle,
    ChangeOutcome Kind,
    long Version,
    DateTimeOffset At,
    string Actor,
    IReadOnlyList<FieldChange> Changes);

/// <summary>A field before and after, as values of <see cref="ContentRecord"/>.</summary>
public sealed record FieldChange(string Field, object? Before, object? After);
