namespace CrmPlatform.Kernel.Outbox;

/// <summary>Bounds of the dispatcher.</summary>
public sealed record OutboxOptions
{
    /// <summary>Tenants whose events are handled at the same time.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Events of one tenant before the next has its turn.</summary>
    public int Slice { get; init; } = 20;

    /// <summary>How long a taken event is kept from others; a killed host's events come back after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the host database is asked for due tenants, when nothing nearer is known.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries before an event goes to the dead letters.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>A longer chain of events is taken for a circle.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>Wait after the first failure; it doubles with each.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromHours(1);
}
