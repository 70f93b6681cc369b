using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Reading;

namespace CrmPlatform.Content.Writing;

/// <summary>The conditions of fields (<c>when</c>), bound once per change set.</summary>
internal sealed class Conditions(WriteContext context)
{
    private readonly Dictionary<PlannedField, BoundFilter> _bound = [];

    public bool Hold(PlannedField field, TypePlan plan, long id, IReadOnlyDictionary<string, object?> values)
    {
        if (field.Field.Definition.When is not { } when)
        {
            return true;
        }

        if (!_bound.TryGetValue(field, out var bound))
        {
            bound = Filters.Bind(context.Model, plan.Type, when, context.Actor, context.Moment);
            _bound.Add(field, bound);
        }

        return FilterEvaluator.Holds(bound, plan.Type, new ContentRecord(plan.Type.Id, id, 0, values));
    }
}
