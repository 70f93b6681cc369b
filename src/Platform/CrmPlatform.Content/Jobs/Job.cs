namespace CrmPlatform.Content.Jobs;

/// <summary>
/// Work of many slices that survives its host: what it is and where it stands. Kept as JSON, and committed with each slice.
/// </summary>
internal interface IJob<TSelf>
    where TSelf : class, IJob<TSelf>
{
    static abstract string JobKind { get; }

    /// <summary>Kind of its act, where that is not the job's.</summary>
    string ActKind => TSelf.JobKind;

    JobActor Actor { get; }

    /// <summary>What the act is called.</summary>
    string? Title { get; }

    /// <summary>Null: not begun.</summary>
    DateTimeOffset? Started { get; }

    long? Act { get; }

    bool HasEnded { get; }

    bool HasFailed { get; }

    /// <summary>The same work with its act.</summary>
    TSelf Within(long act);
}

/// <summary>Who does the work: with the rights of when it began.</summary>
/// <param name="Zone">IANA id of the person's own zone, or null.</param>
internal sealed record JobActor(string Id, string Name, long? Employee, IReadOnlyList<string> Permissions, string? Zone = null)
{
    public static JobActor Of(Actor actor) => new(actor.Id, actor.Name, actor.Employee, [.. actor.Permissions], actor.Zone?.Id);

    public Actor ToActor() => new(Id, Name, Employee, Permissions.ToHashSet(StringComparer.OrdinalIgnoreCase))
    {
        Zone = Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(Zone),
    };
}
