using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace CrmPlatform.Data;

/// <summary>
/// Tables whose shape is the platform's own, not the model's. Methods that write need a write session and take part in its
/// transaction.
/// </summary>
public interface IFixedTables
{
    /// <summary>The number that stands for an actor in createdBy and updatedBy; made at first sight.</summary>
    ValueTask<long> ActorIdAsync(string actor, string name, CancellationToken cancellationToken);

    /// <summary>Number to (id, name).</summary>
    ValueTask<IReadOnlyDictionary<long, (string Id, string Name)>> ActorsAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken);

    ValueTask<long> InsertActAsync(ActRow act, CancellationToken cancellationToken);

    /// <summary>Adds to the counts, sets the state.</summary>
    ValueTask UpdateActAsync(long act, ActState state, ActCounts added, CancellationToken cancellationToken);
    ValueTask SetUndoneAsync(long act, long by, CancellationToken cancellationToken);
    ValueTask<ActRow?> FindActAsync(long act, CancellationToken cancellationToken);

    /// <summary>Those that exist, by number.</summary>
    ValueTask<IReadOnlyDictionary<long, ActRow>> FindActsAsync(IReadOnlyCollection<long> acts, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<ActRow>> ListActsAsync(int limit, long? before, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that an act created records: consecutive ids of one type. With it an act's creations are found without an index.
    /// </summary>
    ValueTask AddCreatedRangeAsync(long act, string type, long firstId, long lastId, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<(string Type, long FirstId, long LastId)>> CreatedRangesAsync(long act, CancellationToken cancellationToken);

    /// <summary>The first record that each act created, or else changed; acts without one are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, RecordRef>> FirstRecordsAsync(IReadOnlyCollection<long> acts, CancellationToken cancellationToken);

    /// <summary>History of updates, deletes and restores. Creations have no row: the record itself tells of them.</summary>
    ValueTask AddHistoryAsync(IReadOnlyList<HistoryRow> rows, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<HistoryRow>> HistoryOfAsync(string type, long record, int limit, CancellationToken cancellationToken);

    /// <summary>Empties the values of purged records' history; that something happened stays.</summary>
    ValueTask EraseHistoryAsync(string type, IReadOnlyCollection<long> records, CancellationToken cancellationToken);

    /// <summary>History rows of an act, by number, after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<HistoryRow>> HistoryOfActAsync(long act, long after, int limit, CancellationToken cancellationToken);

    ValueTask AddStageMovesAsync(IReadOnlyList<StageMoveRow> rows, CancellationToken cancellationToken);

    /// <summary>Removes the moves of an act (undo) or of purged records.</summary>
    ValueTask RemoveStageMovesAsync(string type, IReadOnlyCollection<long> records, long? act, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<StageMoveRow>> StageMovesOfAsync(string type, long record, CancellationToken cancellationToken);

    ValueTask AddEventAsync(string kind, string payload, int depth, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps an event until it is due; one under the same key is replaced.</summary>
    ValueTask SetScheduleAsync(string key, string kind, string payload, DateTimeOffset due, CancellationToken cancellationToken);
    ValueTask RemoveScheduleAsync(string key, CancellationToken cancellationToken);

    /// <summary>The rate of a currency to the base currency on a day: the latest at or before it; null when there is none.</summary>
    ValueTask<decimal?> RateAsync(string currency, DateOnly day, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<ExchangeRate>> RatesAsync(int limit, CancellationToken cancellationToken);
    ValueTask SetRateAsync(string currency, DateOnly from, decimal rate, CancellationToken cancellationToken);

    /// <returns>The rate that was set from that day on, or null.</returns>
    ValueTask<decimal?> RemoveRateAsync(string currency, DateOnly from, CancellationToken cancellationToken);

    /// <summary>Until the transaction ends, nobody else begins work of the kind.</summary>
    ValueTask LockJobsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Long-running work (imports): its state as JSON, kept with each slice so that it survives a kill.</summary>
    ValueTask<long> InsertJobAsync(string kind, string state, DateTimeOffset at, CancellationToken cancellationToken);
    ValueTask UpdateJobAsync(long job, string state, bool finished, DateTimeOffset at, CancellationToken cancellationToken);
    ValueTask<JobRow?> FindJobAsync(long job, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<JobRow>> UnfinishedJobsAsync(string kind, CancellationToken cancellationToken);
    ValueTask<IReadOnlyList<JobRow>> ListJobsAsync(string kind, int limit, CancellationToken cancellationToken);

    /// <summary>Unique keys that could not be made because of duplicates: listed for merging.</summary>
    ValueTask<IReadOnlyList<DuplicateFinding>> DuplicateFindingsAsync(string? type, int limit, CancellationToken cancellationToken);
}

public sealed record ActRow(long Id, string Kind, string? Title, long Actor, DateTimeOffset At, ActState State, ActCounts Counts, long? UndoneBy);

/// <param name="Changes">JSON: array of [field, before, after] in the API's form; null where the type keeps a summary only.</param>
public sealed record HistoryRow(long Id, long Act, string Type, long Record, ChangeOutcome Kind, long Version, DateTimeOffset At, long Actor, string? Changes);

/// <param name="FromStage">Null on entering the pipeline.</param>
public sealed record StageMoveRow(string Type, long Record, string Pipeline, string? FromStage, string ToStage, DateTimeOffset At, long Actor, long Act);

/// <summary>Figures of one stage, over the records that entered the pipeline in the period.</summary>
/// <param name="Current">Live records that are in it now.</param>
/// <param name="Furthest">Records for which it is the last, in the order given, of the stages that they were ever in.</param>
/// <param name="FurthestWon">Those of <paramref name="Furthest"/> whose outcome is won.</param>
/// <param name="SecondsInStage">Sum over completed stays (those that another move ended).</param>
public sealed record StageFigures(string Stage, long Current, long Furthest, long FurthestWon, double SecondsInStage, long CompletedStays);

public sealed record JobRow(long Id, string Kind, string State, bool Finished, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public sealed record DuplicateFinding(string Type, string Key, string Value, IReadOnlyList<long> Records);

/// <summary>What one unit of a currency is worth in the base currency, from a day on.</summary>
public sealed record ExchangeRate(string Currency, DateOnly From, decimal Rate);
