using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// Records that are the same thing: refused by a unique key, reported by the others. One query per key for the whole set;
/// records of the set are compared among themselves too.
/// </summary>
internal static class DuplicateRules
{
    public static async ValueTask CheckAsync(TypePlan plan, IReadOnlyList<PendingChange> ofType, WriteContext context, CancellationToken cancellationToken)
    {
        foreach (var change in ofType)
        {
            if (change.After is not null && plan.Keys.Length > 0)
            {
                change.DuplicateTexts = [.. plan.Keys.Select(k => k.TextOf(change.After))];
            }
        }

        for (var i = 0; i < plan.Keys.Length; i++)
        {
            var index = i;
            var key = plan.Keys[i];
            await CheckAsync(
                plan,
                ofType,
                new Key(key.Key.Id, key.Key.Fields.Count == 1 ? key.Key.Fields[0].Id : null, key.Key.Label, key.Key.Unique),
                c => c.DuplicateTexts[index],
                c => c.Before is null ? null : key.TextOf(c.Before.Values),
                async values => await context.Session.FindByDuplicateKeyAsync(plan.Type, key.Key, values, cancellationToken),
                context,
                cancellationToken);
        }

        var keyField = plan.Type.Fields[SystemFields.Key];
        await CheckAsync(
            plan,
            ofType,
            new Key(SystemFields.Key, SystemFields.Key, SystemFields.Key, Unique: true),
            c => c.After?.GetValueOrDefault(SystemFields.Key) as string,
            c => c.Before?[SystemFields.Key] as string,
            async values => [.. (await context.Session.FindByValuesAsync(plan.Type, keyField, [.. values], cancellationToken)).Select(f => ((string)f.Value, f.Id))],
            context,
            cancellationToken);
    }

    private sealed record Key(string Id, string? Field, object Label, bool Unique);

    private static async ValueTask CheckAsync(
        TypePlan plan,
        IReadOnlyList<PendingChange> ofType,
        Key key,
        Func<PendingChange, string?> textOf,
        Func<PendingChange, string?> textBefore,
        Func<IReadOnlyCollection<string>, ValueTask<IReadOnlyList<(string Value, long Id)>>> find,
        WriteContext context,
        CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, List<PendingChange>>(StringComparer.Ordinal);
        foreach (var change in ofType)
        {
            if (Enters(change, textOf, textBefore) && textOf(change) is { } text)
            {
                (asked.TryGetValue(text, out var same) ? same : asked[text] = new List<PendingChange>(1)).Add(change);
            }
        }

        if (asked.Count == 0)
        {
            return;
        }

        // A record that the set changes has the text that it will have, not the one that is stored.
        var inSet = ofType.Where(c => !c.IsCreate).ToDictionary(c => c.Id);
        var others = (await find(asked.Keys))
            .Where(f => !inSet.TryGetValue(f.Id, out var change) || (change.Outcome == ChangeOutcome.Unchanged) || (IsLive(change) && textOf(change) == f.Value))
            .Where(f => asked.ContainsKey(f.Value))
            .ToLookup(f => f.Value, f => f.Id, StringComparer.Ordinal);
        var names = others.Count == 0
            ? new Dictionary<RecordRef, RecordLink>()
            : await context.Session.NamesAsync(context.Model, [.. others.SelectMany(o => o).Distinct().Select(id => new RecordRef(plan.Type.Id, id))], cancellationToken);
        var unseen = await context.Rights.UnseenAsync(context, [.. names.Keys], RecordVerb.View, cancellationToken);
        foreach (var (text, changes) in asked)
        {
            Report(plan, key, changes, [.. others[text]], id => Told(plan, key, id, names, unseen), context);
        }
    }

    /// <summary>What is said of the other record: nothing but that it is there, to whoever may not see it.</summary>
    private static FieldError Told(TypePlan plan, Key key, long id, IReadOnlyDictionary<RecordRef, RecordLink> names, HashSet<RecordRef> unseen)
    {
        var other = new RecordRef(plan.Type.Id, id);
        return unseen.Contains(other)
            ? GateErrors.DuplicateUnseen.For(key.Field, ("key", key.Label), ("type", plan.Type.Label))
            : Finding(plan, key, names.GetValueOrDefault(other)?.Name, id);
    }

    private static FieldError Finding(TypePlan plan, Key key, string? name, long id) =>
        GateErrors.Duplicate.For(key.Field, ("key", key.Label), ("record", name), ("type", plan.Type.Label), ("id", id));

    /// <summary>Whether the change brings a text among the live records.</summary>
    private static bool Enters(PendingChange change, Func<PendingChange, string?> textOf, Func<PendingChange, string?> textBefore) => change.Outcome switch
    {
        ChangeOutcome.Created or ChangeOutcome.Restored => true,
        ChangeOutcome.Updated => !string.Equals(textOf(change), textBefore(change), StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsLive(PendingChange change) =>
        change.Outcome is ChangeOutcome.Created or ChangeOutcome.Updated or ChangeOutcome.Restored;

    private static void Report(
        TypePlan plan, Key key, List<PendingChange> changes, IReadOnlyList<long> others, Func<long, FieldError> told, WriteContext context)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var stored = others.FirstOrDefault(id => id != change.Id);
            var other = stored != 0 ? stored : i > 0 ? changes[0].Id : 0;
            if (other == 0)
            {
                continue;
            }

            var finding = stored != 0 ? told(stored) : Finding(plan, key, changes[0].Name, other);
            if (key.Unique)
            {
                context.Refuse(change, finding);
            }
            else
            {
                (change.Warnings ??= []).Add(finding with { Change = change.Index });
            }
        }
    }
}
