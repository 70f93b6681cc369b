
namespace CrmPlatform.Content.RecipeRecords;

/// <summary>The sample records that the applied recipes brought, and their removal.</summary>
public interface ISampleRecords
{
    /// <summary>Those that are live, with what became of each.</summary>
    Task<IReadOnlyList<SampleRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>True when some sample record is live; cheaper than the list.</summary>
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>True when a live record of the type is none of the samples.</summary>
    Task<bool> AnyOwnAsync(string type, CancellationToken cancellationToken);

    /// <summary>
    /// Sends them to the bin as one act: those nobody touched, or all of them. Returns the act, null when there was nothing to do,
    /// and how many went.
    /// </summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>access.forbidden</c></exception>
    Task<(long? Act, int Removed)> RemoveAsync(Actor actor, bool all, CancellationToken cancellationToken);
}

public sealed record SampleRecord(string Type, long Id, string? Name, SampleUse Use);

/// <summary>What became of a sample record.</summary>
public enum SampleUse
{
    /// <summary>As the recipe made it.</summary>
    Untouched,

    /// <summary>Somebody changed it.</summary>
    Changed,

    /// <summary>Something that stays points at it.</summary>
    Used,
}
