namespace CrmPlatform.Events;

/// <summary>Where the write gate leaves events and the dispatcher finds them; one per tenant database.</summary>
public interface IOutboxStore
{
    /// <summary>Leases the next due events, in order; those of a record whose earlier event still waits are held back.</summary>
    Task<IReadOnlyList<OutboxMessage>> LeaseAsync(Tenants.Tenant tenant, int max, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Runs one handler for a message, its receipt committed with its effects; false when the receipt was there already.
    /// </summary>
    Task<bool> HandleOnceAsync(Tenants.Tenant tenant, OutboxMessage message, string handler, Func<CancellationToken, Task> handle, CancellationToken cancellationToken);

    /// <summary>Every handler is done.</summary>
    Task CompleteAsync(Tenants.Tenant tenant, long message, CancellationToken cancellationToken);

    /// <summary>Try again at <paramref name="next"/>, or (null) into the dead letters, with the reason.</summary>
    Task FailAsync(Tenants.Tenant tenant, long message, string reason, DateTimeOffset? next, CancellationToken cancellationToken);

    /// <summary>When the next event is due; null when none waits.</summary>
    Task<DateTimeOffset?> NextDueAsync(Tenants.Tenant tenant, CancellationToken cancellationToken);
}

/// <param name="Kind">Full name of the event type.</param>
/// <param name="Payload">JSON.</param>
public sealed record OutboxMessage(long Id, string Kind, string Payload, int Depth, int Attempt);

/// <summary>Tells the dispatcher that a tenant has events.</summary>
public interface IOutboxSignal
{
    /// <summary>
    /// Whether any handler of these features takes events of a kind. One that nobody takes is not worth writing: a handler hears
    /// what is committed while its feature is on.
    /// </summary>
    bool IsHeard(string kind, IReadOnlySet<string> features) => true;

    /// <summary>
    /// To be called before a commit that holds events: notes in the host database that the tenant is due, so that a kill
    /// between commit and <see cref="Notify"/> loses nothing. Costs a write once in a while only.
    /// </summary>
    ValueTask PrepareAsync(Tenants.Tenant tenant, CancellationToken cancellationToken);

    /// <summary>To be called after the commit.</summary>
    void Notify(Tenants.Tenant tenant);
}
