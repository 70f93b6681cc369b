using CrmPlatform.Events;

namespace CrmPlatform.Kernel.Outbox;

internal sealed class EventScope : IEventScope
{
    private readonly AsyncLocal<int> _depth = new();

    public int Depth => _depth.Value;

    /// <summary>For the flow of control that handles an event of the depth before.</summary>
    public void Enter(int depth) => _depth.Value = depth;
}
