using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Sessions;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Outbox;

/// <summary>Events that wait for their handlers, in the tenant's own database.</summary>
internal sealed class OutboxStore(TenantStorages storages, TenantDatabase database, TimeProvider time) : IOutboxStore
{
    /// <summary>How many waiting events are looked at for those that may go.</summary>
    private const int Window = 1000;

    public async Task<IReadOnlyList<OutboxMessage>> LeaseAsync(Tenant tenant, int max, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var storage = storages.Get(tenant);
        await using var scope = await storage.BeginAsync(WritePriority.Interactive, cancellationToken);
        await TakeOverAsync(scope.Link, now, cancellationToken);
        var free = await PickAsync(scope.Link, max, now, cancellationToken);
        if (free.Count == 0)
        {
            return [];
        }

        var sql = new SqlText().Add("update sys_outbox set attempt = attempt + 1, due = ").AddArg(Arg.Instant(now + lease)).Add(" where ");
        sql.Add(storage.Dialect.In(sql, "id", [.. free.Select(id => (object)id)], Content.StorageKind.Integer, 0));
        await scope.Link.ExecuteAsync(sql, cancellationToken);
        var select = new SqlText().Add("select id, kind, payload, depth, attempt from sys_outbox where ");
        select.Add(storage.Dialect.In(select, "id", [.. free.Select(id => (object)id)], Content.StorageKind.Integer, 0)).Add(" order by id");
        var messages = await scope.Link.ListAsync(
            select, row => new OutboxMessage(row.Integer(0), row.Text(1), row.Text(2), (int)row.Integer(3), (int)row.Integer(4)), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return messages;
    }

    public async Task<bool> HandleOnceAsync(
        Tenant tenant, OutboxMessage message, string handler, Func<CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenant);
        if (await HasReceiptAsync(storage, message.Id, handler, cancellationToken))
        {
            return false;
        }

        await using var unit = new UnitOfWork(storage);
        await database.RunInUnitAsync(unit, handle, cancellationToken);
        var session = await unit.OpenAsync(WritePriority.Interactive, cancellationToken);
        var added = await session.SharedLink.ExecuteAsync(
            "insert into sys_receipts (message, handler) values ($1, $2) on conflict do nothing",
            [Arg.Integer(message.Id), Arg.Text(handler)],
            cancellationToken);
        if (added == 0)
        {
            // Another host was faster; what was done here is rolled back.
            return false;
        }

        await unit.CommitAsync(cancellationToken);
        return true;
    }

    public async Task CompleteAsync(Tenant tenant, long message, CancellationToken cancellationToken)
    {
        await using var scope = await storages.Get(tenant).BeginAsync(WritePriority.Interactive, cancellationToken);
        await RemoveAsync(scope.Link, message, cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    public async Task FailAsync(Tenant tenant, long message, string reason, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        await using var scope = await storages.Get(tenant).BeginAsync(WritePriority.Interactive, cancellationToken);
        if (next is not null)
        {
            await scope.Link.ExecuteAsync("update sys_outbox set due = $1 where id = $2", [Arg.Instant(next), Arg.Integer(message)], cancellationToken);
        }
        else
        {
            await scope.Link.ExecuteAsync(
                """
                insert into sys_dead_letters (id, kind, payload, depth, attempt, reason, created_at, failed_at)
                select id, kind, payload, depth, attempt, $1, created_at, $2 from sys_outbox where id = $3
                """,
                [Arg.Text(reason), Arg.Instant(time.GetUtcNow()), Arg.Integer(message)],
                cancellationToken);
            await RemoveAsync(scope.Link, message, cancellationToken);
        }

        await scope.CommitAsync(cancellationToken);
    }

    public async Task<DateTimeOffset?> NextDueAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var link = await storages.Get(tenant).OpenAsync(cancellationToken);
        return await link.FirstAsync("select min(due) from (select min(due) as due from sys_outbox union all select min(due) from sys_schedules) as waiting", [], row => row.InstantOrNull(0), cancellationToken);
    }

    /// <summary>What was scheduled for now becomes an event; in the lease's transaction, so that it becomes one once.</summary>
    private static async Task TakeOverAsync(Link link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await link.ExecuteAsync(
            """
            insert into sys_outbox (kind, payload, subjects, depth, attempt, due, created_at)
            select kind, payload, null, 0, 0, $1, $1 from sys_schedules where due <= $1 order by due
            """,
            [Arg.Instant(now)],
            cancellationToken);
        if (due > 0)
        {
            await link.ExecuteAsync("delete from sys_schedules where due <= $1", [Arg.Instant(now)], cancellationToken);
        }
    }

    /// <summary>The first events that are due and have no earlier one of the same record before them.</summary>
    private static async Task<List<long>> PickAsync(Link link, int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Other hosts pass over rows that are being leased: on PostgreSQL the lock makes the second wait its turn.
        var suffix = link.Dialect.Kind == DatabaseKind.Postgres ? " for update" : "";
        var waiting = await link.ListAsync(
            "select id, subjects, due from sys_outbox order by id limit $1" + suffix,
            [Arg.Integer(Window)],
            row => (Id: row.Integer(0), Subjects: Subjects.Parse(row.TextOrNull(1)), Due: row.Instant(2)),
            cancellationToken);
        var free = new List<long>();
        var before = new List<Subjects>();
        foreach (var message in waiting)
        {
            var isHeld = message.Subjects is { } subjects && before.Exists(subjects.Overlaps);
            if (!isHeld && message.Due <= now && free.Count < max)
            {
                free.Add(message.Id);
            }

            if (message.Subjects is not null)
            {
                before.Add(message.Subjects);
            }
        }

        return free;
    }

    private static async Task RemoveAsync(Link link, long message, CancellationToken cancellationToken)
    {
        await link.ExecuteAsync("delete from sys_receipts where message = $1", [Arg.Integer(message)], cancellationToken);
        await link.ExecuteAsync("delete from sys_outbox where id = $1", [Arg.Integer(message)], cancellationToken);
    }

    private static async Task<bool> HasReceiptAsync(TenantStorage storage, long message, string handler, CancellationToken cancellationToken)
    {
        await using var link = await storage.OpenAsync(cancellationToken);
        return await link.FirstAsync(
            "select 1 from sys_receipts where message = $1 and handler = $2", [Arg.Integer(message), Arg.Text(handler)], _ => true, cancellationToken);
    }
}
