using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using CrmPlatform.Events;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Modules;

namespace CrmPlatform.Kernel.Outbox;

/// <summary>A handler of a feature.</summary>
internal sealed record HandlerEntry(string Feature, HandlerContribution Contribution)
{
    /// <summary>The name under which receipts stand.</summary>
    public string Name => Contribution.Handler.FullName!;
}

/// <summary>Which handlers take which events, and how an event is read and given to one.</summary>
internal sealed class HandlerIndex(IFeatureCatalog catalog)
{
    private static readonly MethodInfo _call = typeof(HandlerIndex).GetMethod(nameof(CallTyped), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConcurrentDictionary<string, IReadOnlyList<HandlerEntry>> _byKind = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Func<object, IPlatformEvent, EventContext, CancellationToken, Task>> _calls = new();

    /// <summary>In feature order; none for a kind that no loaded feature handles.</summary>
    public IReadOnlyList<HandlerEntry> Of(string kind) => _byKind.GetOrAdd(kind, Collect);

    public static IPlatformEvent Read(HandlerEntry handler, string payload) =>
        (IPlatformEvent)JsonSerializer.Deserialize(payload, handler.Contribution.Event)!;

    public Task CallAsync(HandlerEntry entry, object handler, IPlatformEvent committed, EventContext context, CancellationToken cancellationToken)
    {
        var call = _calls.GetOrAdd(
            entry.Contribution.Event,
            type => _call.MakeGenericMethod(type).CreateDelegate<Func<object, IPlatformEvent, EventContext, CancellationToken, Task>>());
        return call(handler, committed, context, cancellationToken);
    }

    private static Task CallTyped<T>(object handler, IPlatformEvent committed, EventContext context, CancellationToken cancellationToken)
        where T : IPlatformEvent => ((IEventHandler<T>)handler).HandleAsync((T)committed, context, cancellationToken);

    private IReadOnlyList<HandlerEntry> Collect(string kind) =>
        [.. from feature in catalog.Features
            from contribution in feature.Contributions.OfType<HandlerContribution>()
            where contribution.Event.FullName == kind
            select new HandlerEntry(feature.Id, contribution)];
}
