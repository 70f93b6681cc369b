using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Schema;

/// <summary>
/// Builds the indexes that are missing, one at a time: each is whole or not there, so a kill is repaired by the next run. A unique
/// key over duplicates is noted, and gets a plain index instead until they are merged.
/// </summary>
internal sealed class IndexBuilder(TenantStorage storage)
{
    /// <summary>On PostgreSQL a table with more rows than this is indexed without keeping writers out.</summary>
    private const int SmallTable = 20_000;

    public async Task RunAsync(ContentModel model, NameMap names, CancellationToken cancellationToken)
    {
        PhysicalSchema there;
        await using (var link = await storage.OpenAsync(cancellationToken))
        {
            there = await PhysicalSchema.ReadAsync(link, cancellationToken);
        }

        foreach (var type in model.Types.Values)
        {
            foreach (var index in IndexPlan.Of(TypeTable.Of(type, names), storage.Dialect.Kind))
            {
                if (!there.Indexes.TryGetValue(index.Name, out var valid) || !valid)
                {
                    await BuildAsync(type, index, exists: there.Indexes.ContainsKey(index.Name), there, cancellationToken);
                }
            }
        }
    }

    private async Task BuildAsync(ContentType type, IndexPlan index, bool exists, PhysicalSchema there, CancellationToken cancellationToken)
    {
        if (index.Unique && await HasDuplicatesAsync(index, cancellationToken))
        {
            await NoteAsync(type, index, there, cancellationToken);
            return;
        }

        try
        {
            await CreateAsync(index, exists, cancellationToken);
        }
        catch (UserError error) when (index.Unique && error.Code == StorageErrors.Unique)
        {
            await NoteAsync(type, index, there, cancellationToken);
            return;
        }

        if (index is { Unique: true, Key: { } key })
        {
            await RunAsync(link => link.ExecuteAsync("delete from sys_unmade_keys where type = $1 and key_id = $2", [Arg.Text(type.Id), Arg.Text(key.Id)], cancellationToken), cancellationToken);
        }
    }

    private async Task NoteAsync(ContentType type, IndexPlan index, PhysicalSchema there, CancellationToken cancellationToken)
    {
        var (table, column) = (Unquote(index.Table), Unquote(index.Columns[0]));
        await RunAsync(
            link => link.ExecuteAsync(
                "insert into sys_unmade_keys (type, key_id, table_name, column_name) values ($1, $2, $3, $4) on conflict (type, key_id) do update set table_name = excluded.table_name, column_name = excluded.column_name",
                [Arg.Text(type.Id), Arg.Text(index.Key?.Id ?? SystemFields.Key), Arg.Text(table), Arg.Text(column)],
                cancellationToken),
            cancellationToken);
        var plain = index.Plain();
        if (!there.Indexes.TryGetValue(plain.Name, out var valid) || !valid)
        {
            await CreateAsync(plain, there.Indexes.ContainsKey(plain.Name), cancellationToken);
        }
    }

    private async Task<bool> HasDuplicatesAsync(IndexPlan index, CancellationToken cancellationToken)
    {
        await using var link = await storage.OpenAsync(cancellationToken);
        var column = index.Columns[0];
        return await link.FirstAsync(
            $"select 1 from {index.Table} where {index.Where} and {column} is not null group by {column} having count(*) > 1 limit 1", [], _ => true, cancellationToken);
    }

    private async Task CreateAsync(IndexPlan index, bool exists, CancellationToken cancellationToken)
    {
        if (storage.Dialect.Kind == DatabaseKind.Sqlite)
        {
            await RunAsync(link => link.ExecuteAsync(index.Statement(concurrently: false), cancellationToken), cancellationToken);
            return;
        }

        await using var link = await storage.OpenAsync(cancellationToken);
        if (exists)
        {
            // Left behind half-made by a kill: it keeps nobody from anything but cannot be used.
            await link.ExecuteAsync($"drop index if exists {Dialect.Quote(index.Name)}", cancellationToken);
        }

        var rows = await link.FirstAsync($"select count(*) from (select 1 from {index.Table} limit {SmallTable + 1}) r", [], row => row.Integer(0), cancellationToken);
        await link.ExecuteAsync(index.Statement(concurrently: rows > SmallTable), cancellationToken);
    }

    /// <summary>Runs a statement in a transaction of its own that lets people go first.</summary>
    private async Task RunAsync(Func<Link, ValueTask<int>> run, CancellationToken cancellationToken)
    {
        await using var scope = await storage.BeginAsync(WritePriority.Bulk, cancellationToken);
        await run(scope.Link);
        await scope.CommitAsync(cancellationToken);
    }

    private static string Unquote(string name) => name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
}
