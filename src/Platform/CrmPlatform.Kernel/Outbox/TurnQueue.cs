using System.Threading.Channels;

namespace CrmPlatform.Kernel.Outbox;

/// <summary>
/// Tenants that have something to do, each at most once in the queue and in the hands of one worker at a time. Who still has work
/// after a slice goes to the end.
/// </summary>
internal sealed class TurnQueue
{
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, State> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    private enum State
    {
        Queued,
        Working,
        WorkingAndCalled,
    }

    public void Add(string tenant)
    {
        lock (_lock)
        {
            if (!_states.TryGetValue(tenant, out var state))
            {
                _states[tenant] = State.Queued;
                _queue.Writer.TryWrite(tenant);
            }
            else if (state == State.Working)
            {
                _states[tenant] = State.WorkingAndCalled;
            }
        }
    }

    /// <summary>Waits for the next tenant; <see cref="Done"/> must follow.</summary>
    public async ValueTask<string> TakeAsync(CancellationToken cancellationToken)
    {
        var tenant = await _queue.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            _states[tenant] = State.Working;
        }

        return tenant;
    }

    /// <param name="more">The slice did not finish the tenant's work.</param>
    /// <returns>False: nobody called meanwhile and nothing is left, the tenant is idle.</returns>
    public bool Done(string tenant, bool more)
    {
        lock (_lock)
        {
            if (!more && _states[tenant] != State.WorkingAndCalled)
            {
                _states.Remove(tenant);
                return false;
            }

            _states[tenant] = State.Queued;
            _queue.Writer.TryWrite(tenant);
            return true;
        }
    }
}
