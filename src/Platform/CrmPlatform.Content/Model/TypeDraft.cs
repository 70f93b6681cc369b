using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Model;

/// <summary>A type with its own fields and those of its parts, before links and choices are resolved.</summary>
internal sealed record TypeDraft(TypeDefinition Definition, string Layer, IReadOnlyList<string> Parts, IReadOnlyList<FieldDraft> Fields)
{
    public const string DefaultNameField = "name";

    public string NameField => Definition.NameField ?? DefaultNameField;

    public bool Has(string part) => Parts.Contains(part, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Types that are there: those whose name field is. A recipe's additions to the type of a feature that is off lie dormant.
    /// </summary>
    public static Dictionary<string, TypeDraft> Make(LayerStack stack, BuiltInFieldTypes fieldTypes, List<DormantReference> dormant)
    {
        var drafts = new Dictionary<string, TypeDraft>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, type) in stack.Types)
        {
            var findings = new List<DormantReference>();
            var draft = Make(type, stack, fieldTypes, findings);
            var name = draft.Fields.FirstOrDefault(f => string.Equals(f.Definition.Id, draft.NameField, StringComparison.OrdinalIgnoreCase));
            if (name?.Definition.Type is null || !string.Equals(name.Definition.Type, FieldTypes.Text, StringComparison.OrdinalIgnoreCase))
            {
                dormant.Add(new DormantReference(type.Layer, $"type {id}", $"text field {id}.{draft.NameField}"));
                continue;
            }

            drafts.Add(id, draft);
            dormant.AddRange(findings);
        }

        return drafts;
    }

    private static TypeDraft Make(LayeredType type, LayerStack stack, BuiltInFieldTypes fieldTypes, List<DormantReference> dormant)
    {
        var id = type.Definition.Id;
        var parts = new List<string>();
        var origin = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var fields = new LayeredFields(id, fieldTypes);
        foreach (var (name, layer) in type.PartLayers)
        {
            if (!stack.Parts.TryGetValue(name, out var part))
            {
                dormant.Add(new DormantReference(layer, $"type {id}, part {name}", $"part {name}"));
                continue;
            }

            parts.Add(part.Id);
            foreach (var field in part.Fields.All)
            {
                fields.Add(field);
                origin.TryAdd(field.Definition.Id, part.Id);
            }
        }

        foreach (var field in type.Fields.All)
        {
            fields.Add(field);
        }

        return new TypeDraft(type.Definition, type.Layer, parts, Ordered(type, fields, origin, dormant));
    }

    /// <summary>Own fields in order of mention, then those of parts.</summary>
    private static List<FieldDraft> Ordered(
        LayeredType type, LayeredFields fields, Dictionary<string, string> origin, List<DormantReference> dormant)
    {
        var drafts = new List<FieldDraft>();
        foreach (var field in fields.All.OrderBy(f => origin.ContainsKey(f.Definition.Id)))
        {
            if (field.Definition.Type is null)
            {
                var name = $"{type.Definition.Id}.{field.Definition.Id}";
                dormant.Add(new DormantReference(field.Layer, $"changes of field {name}", $"field {name}"));
                continue;
            }

            drafts.Add(new FieldDraft(field.Definition, field.Layer, origin.GetValueOrDefault(field.Definition.Id)));
        }

        return drafts;
    }
}

/// <param name="Part">The part that brought it, if any.</param>
internal sealed record FieldDraft(FieldDefinition Definition, string Layer, string? Part);
