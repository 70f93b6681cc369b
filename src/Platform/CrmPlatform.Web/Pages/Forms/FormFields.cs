using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Which fields a form asks for, and in which groups.</summary>
internal static class FormFields
{
    private static readonly string[] _setByStage = [StandardFields.Pipeline, StandardFields.Stage, StandardFields.Probability, StandardFields.ClosedOn, StandardFields.LostReason];

    /// <summary>
    /// Fields that people may fill. A new record takes a pipeline (or, where there is one alone, a stage); later the stage is
    /// moved on the record and the board, which know what it asks for.
    /// </summary>
    public static IReadOnlyList<ContentField> Of(PageContext page, ContentType type, bool isNew)
    {
        var several = page.Model.PipelinesOf(type.Id).Skip(1).Any();
        return [.. type.OrderedFields.Where(f => IsEditable(f) && IsAsked(f, isNew, several))];
    }

    /// <summary>A field that a person can fill now: its target and its choices are there.</summary>
    public static bool IsEditable(ContentField field) =>
        !field.System && !field.Hidden && !field.ReadOnly
        && (field.Type is not (FieldTypes.Choice or FieldTypes.MultiChoice) || field.Choices.Count > 0)
        && (field.Type is not (FieldTypes.Lookup or FieldTypes.MultiLookup or FieldTypes.Employee) || field.TargetType is not null);

    /// <summary>Those asked first; all of them where the model marks none.</summary>
    public static IReadOnlyList<ContentField> Essential(IReadOnlyList<ContentField> fields)
    {
        var essential = fields.Where(f => f.Definition.Essential == true).ToList();
        return essential.Count == 0 ? fields : essential;
    }

    /// <summary>Fields by section, in the model's order; those of no section last, without a head.</summary>
    public static IEnumerable<(SectionDefinition? Section, IReadOnlyList<ContentField> Fields)> BySection(ContentType type, IEnumerable<ContentField> fields)
    {
        var groups = fields.ToLookup(f => f.Definition.Section ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (var section in type.Sections)
        {
            if (groups[section.Id].ToList() is { Count: > 0 } own)
            {
                yield return (section, own);
            }
        }

        var rest = groups.Where(g => !type.Sections.Any(s => s.Id.Equals(g.Key, StringComparison.OrdinalIgnoreCase))).SelectMany(g => g).ToList();
        if (rest.Count > 0)
        {
            yield return (null, rest);
        }
    }

    private static bool IsAsked(ContentField field, bool isNew, bool severalPipelines)
    {
        if (!string.Equals(field.Part, KnownParts.Staged, StringComparison.OrdinalIgnoreCase)
            || !_setByStage.Contains(field.Id, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        return isNew
            ? field.Id.Equals(severalPipelines ? StandardFields.Pipeline : StandardFields.Stage, StringComparison.OrdinalIgnoreCase)
            : field.Id.Equals(StandardFields.Probability, StringComparison.OrdinalIgnoreCase);
    }
}
