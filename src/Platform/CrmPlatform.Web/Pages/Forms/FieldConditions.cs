using CrmPlatform.Content;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Conditions of fields (<c>when</c>): which of them ask for nothing while a record has certain values.</summary>
internal static class FieldConditions
{
    /// <summary>Fields whose condition does not hold.</summary>
    public static IReadOnlySet<string> Off(PageContext page, ContentType type, IEnumerable<ContentField> fields, IReadOnlyDictionary<string, object?> values) =>
        fields.Where(f => !Holds(page, type, f, values)).Select(f => f.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Fields that the conditions of others look at: when one of them changes, the form changes.</summary>
    public static IReadOnlySet<string> Watched(IEnumerable<ContentField> fields) =>
        fields.Select(f => f.Definition.When).OfType<FilterNode>().SelectMany(Named).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Empty fields that become required by a move: their condition holds after it and did not before.</summary>
    public static IEnumerable<ContentField> RequiredBy(PageContext page, ContentType type, ContentRecord record, Pipeline pipeline, Stage stage)
    {
        var after = new Dictionary<string, object?>(record.Values, StringComparer.OrdinalIgnoreCase)
        {
            [StandardFields.Pipeline] = pipeline.Id,
            [StandardFields.Stage] = stage.Id,
        };
        return type.OrderedFields.Where(f => f.Required && f.Definition.When is not null
            && !Holds(page, type, f, record.Values) && Holds(page, type, f, after));
    }

    public static bool Holds(PageContext page, ContentType type, ContentField field, IReadOnlyDictionary<string, object?> values)
    {
        if (field.Definition.When is not { } when)
        {
            return true;
        }

        try
        {
            var bound = QueryBinder.Bind(page.Model, type, when, Filters.ContextOf(page));
            return FilterEvaluator.Holds(bound, type, new ContentRecord(type.Id, 0, 0, values));
        }
        catch (UserError)
        {
            // It looks at something that was switched off since: the field shows, as one without a condition would.
            return true;
        }
    }

    private static IEnumerable<string> Named(FilterNode node) => node switch
    {
        AndFilter and => and.Items.SelectMany(Named),
        OrFilter or => or.Items.SelectMany(Named),
        NotFilter not => Named(not.Item),
        FieldCondition condition => [condition.Field],
        _ => [],
    };
}
