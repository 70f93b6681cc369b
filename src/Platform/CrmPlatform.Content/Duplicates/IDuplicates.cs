using CrmPlatform.Data;

namespace CrmPlatform.Content.Duplicates;

/// <summary>Finds records that may be the same thing, by the duplicate keys of their type.</summary>
public interface IDuplicates
{
    /// <summary>
    /// Live records that agree with these values in one of the type's duplicate keys, as far as the actor may see them. For
    /// warnings while a form is filled in: fields may be missing.
    /// </summary>
    /// <param name="except">The record itself, when it exists already.</param>
    Task<IReadOnlyList<DuplicateMatch>> FindAsync(
        Actor actor, string type, IReadOnlyDictionary<string, object?> values, long? except, CancellationToken cancellationToken);

    /// <summary>Unique keys that records broke before the key came, for merging; those that the actor may see. Type null: all types.</summary>
    Task<IReadOnlyList<DuplicateFinding>> FindingsAsync(Actor actor, string? type, int limit, CancellationToken cancellationToken);
}

/// <param name="Key">The key by which they are the same.</param>
public sealed record DuplicateMatch(DuplicateKey Key, RecordLink Record);
