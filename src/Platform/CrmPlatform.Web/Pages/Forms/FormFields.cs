using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Which fields a form asks for, and in which groups.</summary>
public static class FormFields
{
    private const string Progress = " progress";
    private const string Marks = " marks";
    private const string Details = " details";
    private static readonly string[] _progress = [KnownParts.Owned, KnownParts.Staged, KnownParts.Timeline];
    private static readonly string[] _marks = [KnownParts.Tagged, KnownParts.Numbered];
    private static readonly string[] _setByStage = [StandardFields.Pipeline, StandardFields.Stage, StandardFields.Probability, StandardFields.ClosedOn, StandardFields.LostReason];

    /// <summary>
    /// Fields that people may fill. A new record takes a pipeline (or, where there is one alone, a stage); later the stage is
    /// moved on the record and the board, which know what it asks for.
    /// </summary>
    public static IReadOnlyList<ContentField> Of(PageContext page, ContentType type, bool isNew)
    {
        var several = page.Model.PipelinesOf(type.Id).Skip(1).Any();
        return [.. InNameOrder(page, type, type.OrderedFields).Where(f => IsEditable(f) && IsAsked(f, isNew, several))];
    }

    /// <summary>The parts of a person's name in the order of the firm, in the places that they have among the others.</summary>
    public static IEnumerable<ContentField> InNameOrder(PageContext page, ContentType type, IReadOnlyList<ContentField> fields)
    {
        if (type.PersonName is null || page.Settings.NameOrder == NameOrder.GivenFirst)
        {
            return fields;
        }

        var parts = NameParts(page, type);
        return Arrange();

        IEnumerable<ContentField> Arrange()
        {
            var next = parts.Where(fields.Contains).GetEnumerator();
            foreach (var field in fields)
            {
                yield return parts.Contains(field) && next.MoveNext() ? next.Current : field;
            }
        }
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

    /// <summary>What is asked of a record that is created from within the form of another: its name, and what it cannot be without.</summary>
    /// <param name="telling">True: also what tells whether it is there already.</param>
    public static IReadOnlyList<ContentField> Brief(PageContext page, ContentType type, bool telling = false)
    {
        var all = Of(page, type, isNew: true);
        var naming = Naming(page, type, all);
        var keys = telling ? SamePages.Telling(type).ToList() : [];
        return [.. all.Where(f => naming.Contains(f) || keys.Contains(f) || (f.Required && f.Definition.SelfFilling != true && f.Definition.Default is null))];
    }

    /// <summary>A typed name as the values of the fields that name a record: a person's by its parts, another whole, or a word for the first field and the rest for the next.</summary>
    public static IEnumerable<(string Field, string Text)> Named(PageContext page, ContentType type, IReadOnlyList<ContentField> fields, string name)
    {
        var naming = Naming(page, type, fields);
        if (type.PersonName is { } parts && naming.Count > 1)
        {
            var person = PersonName.Read(name, page.Settings.NameOrder);
            var middle = naming.Find(f => f.Id == parts.Middle);
            var given = middle is null ? string.Join(' ', new[] { person.Given, person.Middle }.OfType<string>()) : person.Given;
            return new[] { (parts.Given, given), (parts.Middle, middle is null ? null : person.Middle), (parts.Family, person.Family) }
                .Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => (p.Item1!, p.Item2!));
        }

        var words = naming.Count > 1 ? name.Split(' ', naming.Count, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [name];
        return naming.Zip(words, (f, text) => (f.Id, text));
    }

    /// <summary>The field of the name; where the name is made of others, those of them that are asked first.</summary>
    private static List<ContentField> Naming(PageContext page, ContentType type, IReadOnlyList<ContentField> fields)
    {
        if (NameParts(page, type).Where(fields.Contains).ToList() is { Count: > 0 } person)
        {
            return person;
        }

        var parts = type.Find(type.NameField)?.Definition.SelfFilling == true
            ? fields.Where(f => f.Type == FieldTypes.Text && f.Definition.Essential == true).Take(2).ToList()
            : [];
        return parts.Count > 0 ? parts : [.. fields.Where(f => f.Id.Equals(type.NameField, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The parts of a person's name, in the firm's order. The middle one is customary where the family name stands first.</summary>
    private static List<ContentField> NameParts(PageContext page, ContentType type)
    {
        IEnumerable<string?> ids = type.PersonName is not { } name ? []
            : page.Settings.NameOrder == NameOrder.FamilyFirst ? [name.Family, name.Given, name.Middle]
            : [name.Given, name.Family];
        return [.. ids.OfType<string>().Select(type.Find).OfType<ContentField>()];
    }

    /// <summary>
    /// Fields by section, in the model's order; then those that parts brought, by what they are for; then the rest.
    /// </summary>
    public static IEnumerable<(string Title, IReadOnlyList<ContentField> Fields)> BySection(PageContext page, ContentType type, IEnumerable<ContentField> fields)
    {
        var groups = fields.ToLookup(f => SectionOf(type, f), StringComparer.OrdinalIgnoreCase);
        var titles = type.Sections.Select(s => (s.Id, page.L(s.Label, s.Id)))
            .Concat([(Progress, page.T("record.progress")), (Marks, page.T("record.marks")), (Details, page.T("record.details"))]);
        foreach (var (id, title) in titles)
        {
            if (groups[id].ToList() is { Count: > 0 } own)
            {
                yield return (title, own);
            }
        }
    }

    private static string SectionOf(ContentType type, ContentField field)
    {
        var said = field.Definition.Section;
        return said is not null && type.Sections.Any(s => s.Id.Equals(said, StringComparison.OrdinalIgnoreCase)) ? said
            : field.Part is null ? Details
            : _marks.Contains(field.Part, StringComparer.OrdinalIgnoreCase) ? Marks
            : _progress.Contains(field.Part, StringComparer.OrdinalIgnoreCase) ? Progress
            : Details;
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
