using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Data;

/// <summary>The database of the current tenant. Every read and write of content runs in one of its sessions.</summary>
public interface ITenantDatabase
{
    /// <summary>A connection to read from. Dispose of it soon; a page needs one.</summary>
    ValueTask<IReadSession> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A transaction to write in, rolled back unless committed. On SQLite there is one writer at a time: an
    /// <see cref="WritePriority.Interactive"/> write goes before bulk work that waits.
    /// </summary>
    ValueTask<IWriteSession> WriteAsync(WritePriority priority, CancellationToken cancellationToken);

    /// <summary>
    /// The first of <paramref name="count"/> fresh ids in a row, from the tenant's one sequence. Handed out of blocks, so mostly
    /// without touching the database; never twice, also across processes and restarts.
    /// </summary>
    ValueTask<long> ReserveIdsAsync(int count, CancellationToken cancellationToken);

    /// <summary>
    /// Has the database look at a type's rows anew, where its plans depend on knowing them: PostgreSQL reads a whole table for a
    /// hundred keys while it does not know that they are rare. For bulk work, each time a table has grown several times over.
    /// </summary>
    ValueTask AnalyzeAsync(ContentType type, CancellationToken cancellationToken);

    /// <summary>
    /// Runs bulk work of many sessions in one transaction where a commit is dear (SQLite); committed when the work ends, rolled
    /// back whole when it throws. On PostgreSQL each session commits on its own.
    /// </summary>
    /// <param name="work">Asks the function that it is given after each of its steps, and ends soon when it says true: another writer waits.</param>
    /// <exception cref="SpoiledTransactionException">A session wrote and ended without its commit; nothing is stored.</exception>
    Task RunTogetherAsync(Func<Func<bool>, Task> work, CancellationToken cancellationToken);
}

/// <summary>
/// A session of work that shares one transaction was not committed after it had written. Its writes cannot be told from those of
/// the others any more, so all are rolled back; each is to be done again in a transaction of its own.
/// </summary>
public sealed class SpoiledTransactionException : Exception;

public enum WritePriority
{
    /// <summary>A person waits.</summary>
    Interactive,

    /// <summary>Slices of an import or bulk edit: yields to people.</summary>
    Bulk,
}

/// <summary>Reads. Values of records are those of <see cref="ContentRecord"/>.</summary>
public interface IReadSession : IAsyncDisposable
{
    /// <summary>The tenant's stamp, read with the session's first statement.</summary>
    ValueTask<string> StampAsync(CancellationToken cancellationToken);

    /// <summary>For fixed tables and Identity; commands must join <see cref="Transaction"/>.</summary>
    DbConnection Connection { get; }

    /// <summary>Null for a read session.</summary>
    DbTransaction? Transaction { get; }

    /// <summary>A record with all its values, binned or not; null when there is none.</summary>
    ValueTask<ContentRecord?> FindAsync(ContentType type, long id, CancellationToken cancellationToken);

    /// <summary>Those that exist, in any order.</summary>
    ValueTask<IReadOnlyList<ContentRecord>> FindManyAsync(ContentType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Live records whose field's first column (folded where there is one) equals one of the values. For keys, natural keys and
    /// import lookups: give hundreds at once. A value may have several records.
    /// </summary>
    ValueTask<IReadOnlyList<(object Value, long Id)>> FindByValuesAsync(ContentType type, ContentField field, IReadOnlyCollection<object> values, CancellationToken cancellationToken);

    /// <summary>Live records with these normalised values of a duplicate key.</summary>
    ValueTask<IReadOnlyList<(string Value, long Id)>> FindByDuplicateKeyAsync(ContentType type, DuplicateKey key, IReadOnlyCollection<string> values, CancellationToken cancellationToken);

    /// <summary>Live records that share a normalised value of a duplicate key, group by group, oldest first.</summary>
    ValueTask<IReadOnlyList<IReadOnlyList<long>>> DuplicateGroupsAsync(ContentType type, DuplicateKey key, int limit, CancellationToken cancellationToken);

    ValueTask<QueryPage> QueryAsync(BoundQuery query, CancellationToken cancellationToken);

    /// <summary>All rows of an ungrouped query, unbuffered; its limit and cursor are ignored.</summary>
    IAsyncEnumerable<QueryRow> StreamAsync(BoundQuery query, CancellationToken cancellationToken);

    /// <summary>Names of records (binned ones too, marked).</summary>
    ValueTask<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(ContentModel model, IReadOnlyCollection<RecordRef> records, CancellationToken cancellationToken);

    /// <summary>Records (binned too) whose field points to one of the targets.</summary>
    ValueTask<IReadOnlyList<(long Target, long Id)>> FindReferrersAsync(ContentType type, ContentField field, string targetType, IReadOnlyCollection<long> targets, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// For the funnel: figures per stage of a pipeline, from the stage moves of the live records of <paramref name="scope"/> (its
    /// type and filter) whose first move in the pipeline lies in the period; reckoned by the database.
    /// </summary>
    /// <param name="stages">Stage ids in order; "furthest" follows it. Moves to other stages do not count there.</param>
    ValueTask<IReadOnlyList<StageFigures>> StageFiguresAsync(BoundQuery scope, string pipeline, IReadOnlyList<string> stages, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken);

    /// <summary>The fixed tables: acts, history, stage moves, rates, jobs.</summary>
    IFixedTables Tables { get; }
}

/// <summary>Writes, all in one transaction. The caller has validated: these only store.</summary>
public interface IWriteSession : IReadSession
{
    /// <summary>
    /// Inserts records of one type, with their many-valued fields, duplicate keys and searchable text. Uses the fastest way the
    /// database has for many (prepared statements, COPY).
    /// </summary>
    ValueTask InsertAsync(ContentType type, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the fields named in <paramref name="fields"/>, version and updated stamps, duplicate keys and searchable text.
    /// </summary>
    /// <param name="expectedVersion">The version that is there now; false is returned when it is another.</param>
    ValueTask<bool> UpdateAsync(ContentType type, RecordWrite record, IReadOnlyCollection<string> fields, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Removes rows, their many-valued fields and searchable text for good.</summary>
    ValueTask PurgeAsync(ContentType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>The next number of a named sequence, gapless within the transaction: <c>Deal/2026</c>.</summary>
    ValueTask<long> NextNumberAsync(string sequence, int count, CancellationToken cancellationToken);

    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Runs something once the writes are committed for good, which inside shared work is later than <see cref="CommitAsync"/>.</summary>
    void AfterCommit(Action action);
}

/// <summary>
/// A record to store. <see cref="ContentRecord.Values"/> hold the system fields too (createdAt, createdBy, createdAct, updatedAt,
/// updatedBy, deletedAt, key).
/// </summary>
/// <param name="DuplicateKeys">Normalised value per duplicate key of the type, in its order; null where a field is empty.</param>
public sealed record RecordWrite(ContentRecord Record, IReadOnlyList<string?> DuplicateKeys);
