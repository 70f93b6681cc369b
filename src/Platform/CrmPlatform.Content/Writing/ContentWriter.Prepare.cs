using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

internal sealed partial class ContentWriter
{
    private static readonly string[] _kindsOfPeople = ["form", "board", "api"];

    /// <summary>The record as the change alone makes it.</summary>
    private static void Prepare(PendingChange pending, WriteContext context)
    {
        switch (pending.Change)
        {
            case CreateChange create:
                ValueRules.Create(pending, create, context);
                break;
            case UpdateChange when pending.Before![SystemFields.DeletedAt] is not null:
                context.Refuse(pending, GateErrors.InBin.For(null, ("record", pending.Plan.NameOf(pending.Before.Values))));
                pending.After = new Dictionary<string, object?>(pending.Before.Values, StringComparer.OrdinalIgnoreCase);
                return;
            case UpdateChange update:
                ValueRules.Update(pending, update, context);
                break;
            case DeleteChange delete:
                MoveToBin(pending, delete, context);
                return;
            case RestoreChange:
                MoveOutOfBin(pending);
                return;
            case PurgeChange when pending.Before![SystemFields.DeletedAt] is null:
                context.Refuse(pending, GateErrors.NotInBin.For(null, ("record", pending.Plan.NameOf(pending.Before.Values))));
                return;
            default:
                return;
        }

        if (pending.Outcome != ChangeOutcome.Unchanged)
        {
            StageRules.Apply(pending, context);
            Touch(pending, context);
        }
    }

    private static void MoveToBin(PendingChange pending, DeleteChange delete, WriteContext context)
    {
        var before = pending.Before!;
        pending.After = new Dictionary<string, object?>(before.Values, StringComparer.OrdinalIgnoreCase);
        if (before[SystemFields.DeletedAt] is not null)
        {
            pending.Outcome = ChangeOutcome.Unchanged;
            return;
        }

        if (delete.ExpectedVersion is { } expected && expected != before.Version)
        {
            throw new ConflictError(pending.Ref, pending.Plan.NameOf(before.Values), [], before.Version);
        }

        pending.After[SystemFields.DeletedAt] = context.Now;
    }

    private static void MoveOutOfBin(PendingChange pending)
    {
        var before = pending.Before!;
        pending.After = new Dictionary<string, object?>(before.Values, StringComparer.OrdinalIgnoreCase);
        pending.After[SystemFields.DeletedAt] = null;
        if (before[SystemFields.DeletedAt] is null)
        {
            pending.Outcome = ChangeOutcome.Unchanged;
        }
    }

    /// <summary>A person who writes has touched the record; imports, changes of many records at once and the platform have not.</summary>
    private static void Touch(PendingChange pending, WriteContext context)
    {
        if (pending.Plan.LastTouch is { } touch
            && !context.Raw
            && !(pending.Names(touch) && pending.Differs(touch))
            && context.Actor.Id.StartsWith("user:", StringComparison.Ordinal)
            && _kindsOfPeople.Contains(context.Set.Act.Kind, StringComparer.OrdinalIgnoreCase))
        {
            pending.After![touch.Id] = touch.Field.Type == Definitions.FieldTypes.Date ? context.Today : context.Now;
        }
    }
}
