using CrmPlatform.Data;

namespace CrmPlatform.Content.Changes;

/// <summary>
/// What a worker adds to the transaction of a change set just before it commits: where it stands, say. Content written here
/// would go round the gate; fixed tables (jobs, receipts) are what it is for. Throwing rolls everything back.
/// </summary>
/// <param name="session">The session that the rows, history and events were written in.</param>
/// <param name="result">What the gate is about to commit.</param>
public delegate ValueTask WriteParticipant(IWriteSession session, WriteResult result, CancellationToken cancellationToken);

/// <summary>The gate in, for work of many slices.</summary>
public interface IBulkWriter : IContentWriter
{
    /// <summary>
    /// As <see cref="IContentWriter.ApplyAsync(ChangeSet, CancellationToken)"/>, at <see cref="WritePriority.Bulk"/> and with
    /// something of the worker's own committed along: both or neither. An exception of the participant reaches the caller as it is.
    /// The participant runs also when every change turned out to change nothing.
    /// </summary>
    Task<WriteResult> ApplyAsync(ChangeSet set, WriteParticipant participant, CancellationToken cancellationToken);
}
