using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>Takes the values of a change over into the record: names, kinds, defaults, and what was changed meanwhile.</summary>
internal static class ValueRules
{
    private const int MaxKeyLength = 200;

    public static void Create(PendingChange pending, CreateChange change, WriteContext context)
    {
        var after = new Dictionary<string, object?>(change.Values.Count + 16, StringComparer.OrdinalIgnoreCase);
        pending.After = after;
        pending.Named = new HashSet<string>(change.Values.Count, StringComparer.OrdinalIgnoreCase);
        TakeValues(pending, change.Values, context);
        if (change.Key is not null)
        {
            SetKey(pending, change.Key, context);
        }

        foreach (var field in pending.Plan.Defaults)
        {
            if (field.Field.Definition.When is null && !pending.Named.Contains(field.Id))
            {
                after[field.Id] = DefaultOf(field, context);
            }
        }
    }

    /// <exception cref="ConflictError">The record is newer than the change's and both sides changed a field.</exception>
    public static void Update(PendingChange pending, UpdateChange change, WriteContext context)
    {
        pending.After = new Dictionary<string, object?>(pending.Before!.Values, StringComparer.OrdinalIgnoreCase);
        pending.Named = new HashSet<string>(change.Values.Count, StringComparer.OrdinalIgnoreCase);
        TakeValues(pending, change.Values, context);
        var asks = context.Set.Options.AskRules && pending.Named.Count == 0;
        if (context.Set.Options.SkipUnchanged && !asks && !pending.Named.Any(f => DiffersIn(pending, f)))
        {
            pending.Outcome = ChangeOutcome.Unchanged;
            return;
        }

        if (change.ExpectedVersion is { } expected && expected != pending.Before.Version)
        {
            Merge(pending, change);
        }
    }

    public static object? DefaultOf(PlannedField field, WriteContext context) => field.DefaultKind switch
    {
        DefaultKind.Today => context.Today,
        DefaultKind.Now => context.Now,
        DefaultKind.Me => context.Actor.Employee,
        _ => field.Default,
    };

    private static bool DiffersIn(PendingChange pending, string field) =>
        !ValueEquality.Same(pending.Before![field], pending.After!.GetValueOrDefault(field));

    private static void TakeValues(PendingChange pending, IReadOnlyDictionary<string, object?> values, WriteContext context)
    {
        foreach (var (name, value) in values)
        {
            if (pending.Plan.Find(name) is { } field && !context.Hides(pending.Plan, field))
            {
                Take(pending, field, value, context);
            }
            else if (string.Equals(name, SystemFields.Key, StringComparison.OrdinalIgnoreCase))
            {
                SetKey(pending, value as string, context);
            }
            else
            {
                context.Refuse(pending, Unknown(pending.Type, name));
            }
        }
    }

    private static void Take(PendingChange pending, PlannedField field, object? value, WriteContext context)
    {
        // What is there already fits, also by yesterday's rules: a choice that is gone may stay.
        var stored = pending.Before?[field.Id];
        var normal = value is null ? null : ValueEquality.Same(stored, value) ? stored : Normalize(pending, field, value, context);
        if (!context.Raw && IsLocked(field, context) && !ValueEquality.Same(stored, normal))
        {
            context.Refuse(pending, ContentErrors.ReadOnly.For(field.Id, ("field", field.Field.Label)));
            return;
        }

        pending.After![field.Id] = normal;
        pending.Named!.Add(field.Id);
    }

    /// <summary>Old data may bring read-only values along, such as its numbers, and so may what the platform adds; what the gate keeps it keeps always.</summary>
    private static bool IsLocked(PlannedField field, WriteContext context) =>
        field.IsKept || (field.Field.ReadOnly && !context.Set.Options.SkipGates && !context.Follows);

    private static object? Normalize(PendingChange pending, PlannedField field, object value, WriteContext context)
    {
        if (context.Raw)
        {
            return value;
        }

        if (field.IsStageField)
        {
            return value is string { Length: > 0 } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        }

        try
        {
            return field.Type.Normalize(value, field.Field);
        }
        catch (UserError error)
        {
            context.Refuse(pending, new FieldError(0, field.Id, error.Code, error.Args));
            return pending.Before?[field.Id];
        }
    }

    private static void SetKey(PendingChange pending, string? key, WriteContext context)
    {
        var trimmed = key?.Trim();
        if (trimmed is { Length: > MaxKeyLength })
        {
            context.Refuse(pending, GateErrors.BadKey.For(SystemFields.Key, ("limit", MaxKeyLength)));
            return;
        }

        pending.After![SystemFields.Key] = string.IsNullOrEmpty(trimmed) ? null : trimmed;
        pending.Named!.Add(SystemFields.Key);
    }

    private static FieldError Unknown(ContentType type, string name)
    {
        if (type.Fields.TryGetValue(name, out var field) && field.System)
        {
            return ContentErrors.ReadOnly.For(name, ("field", name));
        }

        return PlatformErrors.UnknownField.For(
            name, ("type", type.Id), ("field", name), ("near", NearNames.Few(name, type.OrderedFields.Select(f => f.Id))));
    }

    /// <summary>
    /// Keeps fields that only the other side changed; a field that both changed, and not to the same, is a conflict. Without
    /// knowing what the change was made from, every named field that differs is one.
    /// </summary>
    private static void Merge(PendingChange pending, UpdateChange change)
    {
        var made = change.Before is null ? null : new Dictionary<string, object?>(change.Before, StringComparer.OrdinalIgnoreCase);
        var conflicts = new List<FieldConflict>();
        foreach (var name in pending.Named!)
        {
            var stored = pending.Before![name];
            var mine = pending.After!.GetValueOrDefault(name);
            var untouched = made is not null && made.TryGetValue(name, out var from) && ValueEquality.Same(stored, Normal(pending, name, from));
            if (!untouched && !ValueEquality.Same(stored, mine))
            {
                conflicts.Add(new FieldConflict(name, stored, mine));
            }
        }

        if (conflicts.Count > 0 || made is null)
        {
            throw new ConflictError(pending.Ref, pending.Plan.NameOf(pending.Before!.Values), conflicts, pending.Before.Version);
        }
    }

    private static object? Normal(PendingChange pending, string name, object? value)
    {
        if (value is null || pending.Plan.Find(name) is not { IsStageField: false } field)
        {
            return value;
        }

        try
        {
            return field.Type.Normalize(value, field.Field);
        }
        catch (UserError)
        {
            // What the form was made from may not fit the field's rules of today; it is compared as it was.
            return value;
        }
    }
}
