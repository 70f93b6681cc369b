using System.Text.Json;
using CrmPlatform.Events;
using CrmPlatform.Tenants;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>One tenant database's outbox, for any number of tenants by name.</summary>
internal sealed class MemoryOutbox : IOutboxStore
{
    private long _last;
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];
    private readonly HashSet<(long Message, string Handler)> _receipts = [];

    /// <summary>Tenants in the order in which they were asked for events.</summary>
    public List<string> Leases { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IReadOnlyList<Row> DeadLetters
    {
        get
        {
            lock (_lock)
            {
                return [.. _rows.Where(r => r.Dead)];
            }
        }
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count(r => !r.Dead);
            }
        }
    }

    public void Add<T>(string tenant, T committed, int depth = 0) =>
        AddRaw(tenant, typeof(T).FullName!, JsonSerializer.Serialize(committed), depth);

    public void AddRaw(string tenant, string kind, string payload, int depth = 0)
    {
        lock (_lock)
        {
            _rows.Add(new Row(tenant, ++_last, kind, payload, depth) { Due = Time.GetUtcNow() });
        }
    }

    public Task<IReadOnlyList<OutboxMessage>> LeaseAsync(Tenant tenant, int max, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Leases.Add(tenant.Name);
            var now = Time.GetUtcNow();
            var due = _rows.Where(r => r.Tenant == tenant.Name && !r.Dead && r.Due <= now).Take(max).ToList();
            foreach (var row in due)
            {
                row.Attempt++;
                row.Due = now + lease;
            }

            return Task.FromResult<IReadOnlyList<OutboxMessage>>([.. due.Select(r => new OutboxMessage(r.Id, r.Kind, r.Payload, r.Depth, r.Attempt))]);
        }
    }

    public async Task<bool> HandleOnceAsync(Tenant tenant, OutboxMessage message, string handler, Func<CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_receipts.Contains((message.Id, handler)))
            {
                return false;
            }
        }

        await handle(cancellationToken);
        lock (_lock)
        {
            return _receipts.Add((message.Id, handler));
        }
    }

    public Task CompleteAsync(Tenant tenant, long message, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _rows.RemoveAll(r => r.Id == message);
        }

        return Task.CompletedTask;
    }

    public Task FailAsync(Tenant tenant, long message, string reason, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var row = _rows.Single(r => r.Id == message);
            row.Reason = reason;
            row.Dead = next is null;
            row.Due = next ?? row.Due;
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> NextDueAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_rows.Where(r => r.Tenant == tenant.Name && !r.Dead).Min(r => (DateTimeOffset?)r.Due));
        }
    }

    internal sealed record Row(string Tenant, long Id, string Kind, string Payload, int Depth)
    {
        public int Attempt { get; set; }

        public DateTimeOffset Due { get; set; }

        public bool Dead { get; set; }

        public string? Reason { get; set; }
    }
}
