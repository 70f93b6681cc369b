using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// What must be filled. An old record that lacks a field which became required later may still be changed elsewhere: an update
/// is asked for the fields that it names, and for those whose condition it makes true.
/// </summary>
internal static class RequiredRules
{
    public static void Check(PendingChange pending, Conditions conditions, WriteContext context)
    {
        if (context.Raw)
        {
            return;
        }

        foreach (var field in pending.Plan.Required)
        {
            if (IsEmpty(pending.Value(field.Id)) && IsAsked(pending, field, conditions))
            {
                context.Refuse(pending, PlatformErrors.Required.For(field.Id, ("field", field.Field.Label)));
            }
        }
    }

    /// <summary>Fields with a condition take their default when a new record meets it.</summary>
    public static void ConditionalDefaults(PendingChange pending, Conditions conditions, WriteContext context)
    {
        if (!pending.IsCreate || context.Raw)
        {
            return;
        }

        foreach (var field in pending.Plan.Defaults)
        {
            if (field.Field.Definition.When is not null && !pending.Names(field) && conditions.Hold(field, pending.Plan, pending.Id, pending.After!))
            {
                pending.After![field.Id] = ValueRules.DefaultOf(field, context);
            }
        }
    }

    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => string.IsNullOrWhiteSpace(text),
        IReadOnlyList<string> many => many.Count == 0,
        IReadOnlyList<long> many => many.Count == 0,
        PostalAddress address => address is { Street: null, City: null, Region: null, PostalCode: null, Country: null },
        _ => false,
    };

    private static bool IsAsked(PendingChange pending, PlannedField field, Conditions conditions)
    {
        if (field.Field.Definition.When is null)
        {
            return pending.IsCreate || pending.Names(field) || pending.Differs(field);
        }

        if (!conditions.Hold(field, pending.Plan, pending.Id, pending.After!))
        {
            return false;
        }

        return pending.IsCreate
            || pending.Names(field)
            || !conditions.Hold(field, pending.Plan, pending.Id, pending.Before!.Values);
    }
}
