using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace CrmPlatform.Tests.Support;

/// <summary>Stops work of many slices once so many records of it were judged.</summary>
internal sealed class KillAt(int records, CancellationTokenSource kill) : IChangeGuard
{
    private int _seen;

    public bool Armed { get; set; }

    public bool AppliesTo(ContentType type) => true;

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        if (Armed && ++_seen >= records)
        {
            kill.Cancel();
        }

        return ValueTask.CompletedTask;
    }
}
