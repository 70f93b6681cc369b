using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Sessions;

namespace CrmPlatform.Data.Schema;

/// <summary>
/// Fills new columns of old rows (folded text, duplicate keys, searchable text), in slices that each commit how far they came.
/// By the time it runs the new state is known, so rows that people change meanwhile are whole already.
/// </summary>
internal sealed class Backfill(TenantStorage storage, IDuplicateKeyText duplicates)
{
    private const int Slice = 500;

    public async Task RunAsync(ContentModel model, CancellationToken cancellationToken)
    {
        foreach (var task in await TasksAsync(cancellationToken))
        {
            if (model.Find(task.Type) is not { } type)
            {
                continue;
            }

            while (!await RunSliceAsync(task, type, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<List<BackfillTask>> TasksAsync(CancellationToken cancellationToken)
    {
        await using var link = await storage.OpenAsync(cancellationToken);
        return await link.ListAsync(
            "select id, type_id, kind, name from sys_backfills order by id",
            [],
            row => new BackfillTask(row.Integer(0), row.Text(1), row.Text(2), row.Text(3)),
            cancellationToken);
    }

    /// <summary>True when all is done.</summary>
    private async Task<bool> RunSliceAsync(BackfillTask task, ContentType type, CancellationToken cancellationToken)
    {
        await using var session = new WriteSession(storage, await storage.BeginAsync(WritePriority.Bulk, cancellationToken));
        var records = await session.NextForBackfillAsync(type, task.Id, Slice, cancellationToken);
        foreach (var record in records)
        {
            await FillAsync(session, task, type, record, cancellationToken);
        }

        await session.NoteBackfillAsync(task.Id, records.Count < Slice ? null : records.Max(r => r.Id), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return records.Count < Slice;
    }

    private async Task FillAsync(WriteSession session, BackfillTask task, ContentType type, ContentRecord record, CancellationToken cancellationToken)
    {
        switch (task.Kind)
        {
            case BackfillKinds.Field when type.Find(task.Name) is { } field:
                await session.FillFieldAsync(type, field, record, cancellationToken);
                break;
            case BackfillKinds.Key when type.DuplicateKeys.FirstOrDefault(k => k.Id == task.Name) is { } key:
                await session.FillKeyAsync(type, key, record, duplicates.Of(key, record.Values), cancellationToken);
                break;
            case BackfillKinds.Search:
                await session.FillSearchTextAsync(type, record, cancellationToken);
                break;
            default:
                // The model has no such field or key any more: there is nothing to fill.
                break;
        }
    }

    private sealed record BackfillTask(long Id, string Type, string Kind, string Name);
}
