using CrmPlatform.Content.Queries;

namespace CrmPlatform.Data.Sessions;

internal partial class ReadSession
{
    public ValueTask<QueryPage> QueryAsync(BoundQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<QueryRow> StreamAsync(BoundQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StageFigures>> StageFiguresAsync(
        BoundQuery scope, string pipeline, IReadOnlyList<string> stages, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
