namespace CrmPlatform.Data.Connections;

/// <summary>Lets one writer at a time through; people before bulk work, each kind in the order they came.</summary>
internal sealed class WriteGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _people = new();
    private readonly Queue<TaskCompletionSource> _bulk = new();
    private bool _held;

    public async ValueTask EnterAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (!_held)
            {
                _held = true;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (priority == WritePriority.Interactive ? _people : _bulk).Enqueue(turn);
        }

        await using var registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    /// <summary>Enters if nobody is inside.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            return !_held && (_held = true);
        }
    }

    /// <summary>Somebody waits.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_lock)
            {
                return _people.Count + _bulk.Count > 0;
            }
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            // Those who gave up waiting stay in the queue until their turn and are passed over.
            while (_people.TryDequeue(out var next) || _bulk.TryDequeue(out next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _held = false;
        }
    }
}
