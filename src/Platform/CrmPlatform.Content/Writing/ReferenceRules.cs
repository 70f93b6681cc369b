using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// What records point to is there, is of the right kind and may be seen; something in the bin may stay where it is but not be
/// chosen anew. One query per target type for the whole set.
/// </summary>
internal static class ReferenceRules
{
    public static async ValueTask CheckAsync(IReadOnlyList<PendingChange> pending, WriteContext context, CancellationToken cancellationToken)
    {
        var chosen = new List<(PendingChange Change, PlannedField Field, RecordRef Target)>();
        foreach (var change in pending)
        {
            if (change.Writes)
            {
                Collect(change, chosen, context);
            }
        }

        if (chosen.Count == 0)
        {
            return;
        }

        var targets = chosen.Select(c => c.Target).Where(t => !context.Creates.Contains(t)).ToHashSet();
        var names = targets.Count == 0
            ? new Dictionary<RecordRef, RecordLink>()
            : await context.Session.NamesAsync(context.Model, targets, cancellationToken);
        // What follows from a change is the platform's doing: it points where its cause did, whoever wrote.
        var unseen = context.Follows ? [] : await context.Rights.UnseenAsync(context, [.. names.Keys], RecordVerb.View, cancellationToken);
        foreach (var (change, field, target) in chosen)
        {
            Check(change, field, target, names, unseen, context);
        }
    }

    private static void Check(
        PendingChange change, PlannedField field, RecordRef target, IReadOnlyDictionary<RecordRef, RecordLink> names, HashSet<RecordRef> unseen, WriteContext context)
    {
        if (context.Creates.Contains(target))
        {
            return;
        }

        if (!names.TryGetValue(target, out var link) || unseen.Contains(target))
        {
            context.Refuse(change, GateErrors.MissingTarget.For(
                field.Id, ("field", field.Field.Label), ("type", context.Model.Find(target.Type)?.Label), ("id", target.Id)));
        }
        else if (link.Deleted && !context.Raw)
        {
            context.Refuse(change, GateErrors.BinnedTarget.For(field.Id, ("field", field.Field.Label), ("record", link.Name)));
        }
    }

    private static void Collect(PendingChange change, List<(PendingChange Change, PlannedField Field, RecordRef Target)> chosen, WriteContext context)
    {
        foreach (var field in change.Plan.References)
        {
            var value = change.Value(field.Id);
            if (value is null || ValueEquality.Same(change.Before?[field.Id], value))
            {
                continue;
            }

            if (value is IReadOnlyList<long> many)
            {
                var before = change.Before?[field.Id] as IReadOnlyList<long> ?? [];
                foreach (var id in many.Except(before))
                {
                    Add(change, field, field.Field.TargetType, id, chosen, context);
                }
            }
            else if (value is RecordRef reference)
            {
                Add(change, field, reference.Type, reference.Id, chosen, context);
            }
            else if (value is long id)
            {
                Add(change, field, field.Field.TargetType, id, chosen, context);
            }
        }
    }

    private static void Add(
        PendingChange change, PlannedField field, string? type, long id, List<(PendingChange Change, PlannedField Field, RecordRef Target)> chosen, WriteContext context)
    {
        var target = type is null ? null : context.Model.Find(type);
        if (target is null || (field.Field.Type == FieldTypes.Reference && field.Field.TargetPart is { } part && !target.Has(part)))
        {
            context.Refuse(change, GateErrors.WrongTarget.For(
                field.Id, ("field", field.Field.Label), ("type", (object?)target?.Label ?? type ?? field.Field.Definition.Target)));
            return;
        }

        if (field.Field.Type == FieldTypes.Reference && change.Value(field.Id) is RecordRef written && written.Type != target.Id)
        {
            change.After![field.Id] = new RecordRef(target.Id, id);
        }

        chosen.Add((change, field, new RecordRef(target.Id, id)));
    }
}
