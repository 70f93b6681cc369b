using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Model;

/// <summary>Other fields that a field's definition names: in its condition, as the date of its rate.</summary>
internal static class FieldReferences
{
    /// <summary>Leaves out what names absent fields. A field whose condition cannot be judged is shown, but no longer required.</summary>
    public static Dictionary<string, ContentType> Check(LayerStack stack, Dictionary<string, ContentType> types, ContentModel bare, List<DormantReference> dormant)
    {
        foreach (var type in types.Values.Where(t => t.OrderedFields.Any(Refers)).ToList())
        {
            var changed = type.OrderedFields.Where(Refers).Select(f => Check(f, type, bare, stack, dormant)).ToDictionary(f => f.Id, StringComparer.OrdinalIgnoreCase);
            var fields = new Dictionary<string, ContentField>(type.Fields, StringComparer.OrdinalIgnoreCase);
            foreach (var field in changed.Values)
            {
                fields[field.Id] = field;
            }

            types[type.Id] = type with { Fields = fields, OrderedFields = [.. type.OrderedFields.Select(f => changed.GetValueOrDefault(f.Id, f))] };
        }

        return types;
    }

    private static bool Refers(ContentField field) => field.Definition.When is not null || field.Definition.RateDate is not null;

    private static ContentField Check(ContentField field, ContentType type, ContentModel model, LayerStack stack, List<DormantReference> dormant)
    {
        var definition = field.Definition;
        if (definition.RateDate is { } date && type.Find(date)?.Type != FieldTypes.Date)
        {
            Missing("date of the rate", $"date field {type.Id}.{date}");
            definition = definition with { RateDate = null };
        }

        if (definition.When is { } when && FilterCheck.MissingOf(model, type, when, alone: true) is { } absent)
        {
            Missing("condition", absent);
            definition = definition with { When = null, Required = false };
        }

        return ReferenceEquals(definition, field.Definition) ? field : field with { Definition = definition };

        void Missing(string what, string missing) =>
            dormant.Add(new DormantReference(stack.LayerOf(type.Id), $"field {type.Id}.{field.Id}, {what}", missing));
    }
}
