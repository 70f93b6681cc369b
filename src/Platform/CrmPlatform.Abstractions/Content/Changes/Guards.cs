using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Changes;

/// <summary>
/// Runs inside the write gate, in the transaction, for every change of a set: may fill values or find fault.
/// Guards of features that are off do not run.
/// </summary>
public interface IChangeGuard
{
    /// <summary>Whether the guard has anything to say about a type.</summary>
    bool AppliesTo(ContentType type);

    /// <summary>Looks at a change; may set values of <see cref="GuardedChange.After"/>; adds findings.</summary>
    ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken);
}

/// <summary>A change with its record before (null for a create) and after (null for a delete or purge).</summary>
public sealed class GuardedChange(int index, ContentType type, long id, ContentRecord? before, Dictionary<string, object?>? after)
{
    /// <summary>Index in the change set.</summary>
    public int Index { get; } = index;
    public ContentType Type { get; } = type;
    public long Id { get; } = id;
    public ContentRecord? Before { get; } = before;

    /// <summary>All values as they will be; a guard may set them.</summary>
    public Dictionary<string, object?>? After { get; } = after;

    public bool IsCreate => Before is null && After is not null;

    /// <summary>Whether a field's value differs from before.</summary>
    public bool Changes(string field) =>
        After is not null && !Equals(Before?[field], After.GetValueOrDefault(field));
}

/// <summary>What a guard may know and do.</summary>
public abstract class GuardContext
{
    public abstract Actor Actor { get; }
    public abstract ContentModel Model { get; }
    public abstract WriteOptions Options { get; }

    /// <summary>The firm's: language, zone, currency, order of names.</summary>
    public abstract TenantSettings Settings { get; }

    /// <summary>The instant of the write.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Values go back as they were: what a guard would complete or put in order stays as it was then.</summary>
    public abstract bool IsUndo { get; }

    /// <summary>Reads a record inside the transaction, whoever the actor is.</summary>
    public abstract ValueTask<ContentRecord?> FindAsync(string type, long id, CancellationToken cancellationToken);

    /// <summary>Refuses the change set with this finding, among others.</summary>
    public abstract void Refuse(GuardedChange change, FieldError finding);
}
