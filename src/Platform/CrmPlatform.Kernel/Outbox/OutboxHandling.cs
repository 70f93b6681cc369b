using System.Globalization;
using System.Text.Json;
using CrmPlatform.Events;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Outbox;

/// <summary>Gives a slice of a tenant's events to the handlers of its features.</summary>
internal sealed class OutboxHandling(
    IOutboxStore store,
    HandlerIndex handlers,
    ITenantAccessor accessor,
    ITenantStates states,
    EventScope depth,
    IServiceScopeFactory scopes,
    OutboxOptions options,
    TimeProvider time,
    ILogger<OutboxHandling> log)
{
    /// <summary>Handles what is due, up to a slice.</summary>
    /// <returns>False: nothing is due.</returns>
    public async Task<bool> HandleSliceAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        using var _ = accessor.Enter(tenant);
        var features = (await states.GetAsync(cancellationToken)).Features;
        var messages = await store.LeaseAsync(tenant, options.Slice, options.Lease, cancellationToken);
        var failed = new HashSet<(string Type, long Id)>();
        foreach (var message in messages)
        {
            await HandleAsync(tenant, message, features, failed, cancellationToken);
        }

        // A slice may be short because events of one record go one after the other.
        return messages.Count > 0;
    }

    private async Task HandleAsync(Tenant tenant, OutboxMessage message, IReadOnlySet<string> features, HashSet<(string Type, long Id)> failed, CancellationToken cancellationToken)
    {
        if (message.Depth > options.MaxDepth)
        {
            await DeadLetterAsync(tenant, message, $"A chain of more than {options.MaxDepth} events: handlers set each other off in a circle.", cancellationToken);
            return;
        }

        if (TryRead(message, features, out var unreadable) is not { } deliveries)
        {
            await DeadLetterAsync(tenant, message, unreadable!, cancellationToken);
            return;
        }

        if (deliveries.Find(d => d.Records.Any(failed.Contains)) is not null)
        {
            // In order per record: what follows a failed event of a record waits with it.
            await store.FailAsync(tenant, message.Id, "Waits for an earlier event of the same record.", time.GetUtcNow() + Wait(message.Attempt), cancellationToken);
            return;
        }

        Exception? first = null;
        foreach (var delivery in deliveries)
        {
            var cause = await TryDeliverAsync(tenant, message, delivery, cancellationToken);
            first ??= cause;
        }

        if (first is null)
        {
            await store.CompleteAsync(tenant, message.Id, cancellationToken);
            return;
        }

        failed.UnionWith(deliveries.SelectMany(d => d.Records));
        await RetryAsync(tenant, message, first, cancellationToken);
    }

    private List<Delivered>? TryRead(OutboxMessage message, IReadOnlySet<string> features, out string? reason)
    {
        try
        {
            reason = null;
            return [.. Deliveries(message, features)];
        }
        catch (JsonException mistake)
        {
            reason = $"The event cannot be read: {mistake.Message}";
            return null;
        }
    }

    /// <summary>What is to be given to whom: handlers of features that are on, the event split where a handler asks for it.</summary>
    private IEnumerable<Delivered> Deliveries(OutboxMessage message, IReadOnlySet<string> features)
    {
        foreach (var handler in handlers.Of(message.Kind).Where(h => features.Contains(h.Feature)))
        {
            var committed = HandlerIndex.Read(handler, message.Payload);
            if (committed is not ContentChanged changed)
            {
                yield return new Delivered(handler, handler.Name, "", committed, []);
            }
            else if (handler.Contribution.Delivery == Delivery.PerRecord)
            {
                foreach (var record in changed.Records)
                {
                    var suffix = "#" + record.Id.ToString(CultureInfo.InvariantCulture);
                    yield return new Delivered(handler, handler.Name + suffix, suffix, changed with { Records = [record] }, [(changed.Type, record.Id)]);
                }
            }
            else if (handler.Contribution.Delivery != Delivery.SkipOnImport || !changed.SkipAutomation)
            {
                yield return new Delivered(handler, handler.Name, "", changed, [.. changed.Records.Select(r => (changed.Type, r.Id))]);
            }
        }
    }

    private async Task<Exception?> TryDeliverAsync(Tenant tenant, OutboxMessage message, Delivered delivery, CancellationToken cancellationToken)
    {
        try
        {
            await store.HandleOnceAsync(tenant, message, delivery.Receipt, stop => CallAsync(message, delivery, stop), cancellationToken);
            return null;
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(cause, "Tenant {Tenant}: {Handler} failed on event {Event}, try {Attempt}", tenant.Name, delivery.Receipt, message.Id, message.Attempt);
            return cause;
        }
    }

    private async Task CallAsync(OutboxMessage message, Delivered delivery, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        depth.Enter(message.Depth + 1);
        var handler = scope.ServiceProvider.GetRequiredKeyedService(delivery.Handler.Contribution.Handler, ContributionKey.Instance);
        var key = $"{message.Id.ToString(CultureInfo.InvariantCulture)}{delivery.Suffix}:{delivery.Handler.Name}";
        var context = new EventContext(message.Id, key, message.Depth, message.Attempt);
        await handlers.CallAsync(delivery.Handler, handler, delivery.Event, context, cancellationToken);
    }

    private Task RetryAsync(Tenant tenant, OutboxMessage message, Exception cause, CancellationToken cancellationToken)
    {
        var reason = $"{cause.GetType().Name}: {cause.Message}";
        return message.Attempt >= options.MaxAttempts
            ? DeadLetterAsync(tenant, message, reason, cancellationToken)
            : store.FailAsync(tenant, message.Id, reason, time.GetUtcNow() + Wait(message.Attempt), cancellationToken);
    }

    private Task DeadLetterAsync(Tenant tenant, OutboxMessage message, string reason, CancellationToken cancellationToken)
    {
        log.LogError("Tenant {Tenant}: event {Event} ({Kind}) went to the dead letters. {Reason}", tenant.Name, message.Id, message.Kind, reason);
        return store.FailAsync(tenant, message.Id, reason, next: null, cancellationToken);
    }

    private TimeSpan Wait(int attempt)
    {
        var doubled = options.FirstRetry * Math.Pow(2, Math.Clamp(attempt - 1, 0, 20));
        return doubled < options.LongestRetry ? doubled : options.LongestRetry;
    }

    /// <param name="Receipt">Handler, with the record where the event was split.</param>
    private sealed record Delivered(HandlerEntry Handler, string Receipt, string Suffix, IPlatformEvent Event, IReadOnlyList<(string Type, long Id)> Records);
}
