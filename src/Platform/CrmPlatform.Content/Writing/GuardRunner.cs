using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Views;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Writing;

/// <summary>Lets the guards of the tenant's features look at each change.</summary>
internal sealed class GuardRunner(IReadOnlyList<IChangeGuard> guards, WriteContext context) : GuardContext
{
    private static readonly IReadOnlyList<IChangeGuard> _own = [SavedViewGuard.Instance, PersonNameGuard.Instance];
    private readonly IReadOnlyList<IChangeGuard> _guards = [.. _own, .. guards];
    private readonly Dictionary<RecordRef, ContentRecord?> _read = [];
    private Dictionary<RecordRef, PendingChange> _pending = [];

    public override Actor Actor => context.Actor;
    public override ContentModel Model => context.Model;
    public override WriteOptions Options => context.Set.Options;
    public override TenantSettings Settings => context.State.Settings;
    public override DateTimeOffset Now => context.Now;
    public override bool IsUndo => context.Raw;

    public async ValueTask RunAsync(IReadOnlyList<PendingChange> pending, CancellationToken cancellationToken)
    {
        if (guards.Count == 0 && !pending.Any(c => _own.Any(g => g.AppliesTo(c.Type))))
        {
            return;
        }

        _pending = pending.ToDictionary(c => c.Ref);
        foreach (var ofType in pending.GroupBy(c => c.Plan))
        {
            var asked = _guards.Where(g => g.AppliesTo(ofType.Key.Type)).ToList();
            if (asked.Count == 0)
            {
                continue;
            }

            foreach (var change in ofType)
            {
                await RunAsync(asked, change, cancellationToken);
            }
        }
    }

    public override async ValueTask<ContentRecord?> FindAsync(string type, long id, CancellationToken cancellationToken)
    {
        if (Model.Find(type) is not { } known)
        {
            return null;
        }

        var reference = new RecordRef(known.Id, id);
        if (_pending.TryGetValue(reference, out var change))
        {
            return change.After is null ? change.Before : new ContentRecord(known.Id, id, change.Version, change.After);
        }

        if (!_read.TryGetValue(reference, out var record))
        {
            record = await context.Session.FindAsync(known, id, cancellationToken);
            _read.Add(reference, record);
        }

        return record;
    }

    public override void Refuse(GuardedChange change, FieldError finding)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(finding);
        context.Findings.Add(finding with { Change = change.Index });
    }

    private async ValueTask RunAsync(List<IChangeGuard> asked, PendingChange change, CancellationToken cancellationToken)
    {
        if (change.Outcome == ChangeOutcome.Unchanged)
        {
            return;
        }

        var after = change.Outcome is ChangeOutcome.Deleted or ChangeOutcome.Purged ? null : change.After;
        var guarded = new GuardedChange(change.Index, change.Type, change.Id, change.Before, after);
        foreach (var guard in asked)
        {
            await guard.CheckAsync(guarded, this, cancellationToken);
        }
    }
}
