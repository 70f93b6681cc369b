using System.Collections.Concurrent;
using System.Threading.Channels;
using CrmPlatform.Modules;

namespace Crm.Notifications.Live;

/// <summary>Wakes the open streams of a tenant when something was told to somebody there. Holds names of tenants and nothing of them.</summary>
[SharedAcrossTenants]
public sealed class NotificationHub
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Listener, bool>> _listeners = new(StringComparer.OrdinalIgnoreCase);

    public Listener Listen(string tenant)
    {
        var listener = new Listener(this, tenant);
        _listeners.GetOrAdd(tenant, _ => new ConcurrentDictionary<Listener, bool>())[listener] = true;
        return listener;
    }

    public void Wake(string tenant)
    {
        if (_listeners.TryGetValue(tenant, out var listeners))
        {
            foreach (var listener in listeners.Keys)
            {
                listener.Wake();
            }
        }
    }

    private void Leave(Listener listener)
    {
        if (_listeners.TryGetValue(listener.Tenant, out var listeners))
        {
            listeners.TryRemove(listener, out _);
        }
    }

    /// <summary>An open stream.</summary>
    public sealed class Listener(NotificationHub hub, string tenant) : IDisposable
    {
        private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public string Tenant { get; } = tenant;

        internal void Wake() => _woken.Writer.TryWrite(true);

        /// <summary>Until something was told, or the time is over. What came while nobody waited counts.</summary>
        public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_woken.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(atMost, time, stop.Token));
            await stop.CancelAsync();
            _woken.Reader.TryRead(out _);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose() => hub.Leave(this);
    }
}
