using System.Globalization;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Json;

/// <summary>JSON Schema (2020-12) of records, for OpenAPI.</summary>
public static class TypeSchema
{
    /// <param name="model">The model that links are described by.</param>
    /// <param name="type">The type.</param>
    /// <param name="forWrite">True: the body of a create or update; false: a record as it is read.</param>
    public static JsonObject Create(ContentModel model, ContentType type, bool forWrite)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(type);
        var properties = new JsonObject();
        if (!forWrite)
        {
            AddSystem(properties, type);
        }

        Add(properties, SystemFields.Key, type.Fields[SystemFields.Key], model);
        foreach (var field in type.OrderedFields.Where(f => !f.Hidden && !(forWrite && f.ReadOnly)))
        {
            Add(properties, field.Id, field, model);
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["title"] = Text(type.Label),
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (type.Description is { } description)
        {
            schema["description"] = Text(description);
        }

        var required = Required(type, forWrite);
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    private static void AddSystem(JsonObject properties, ContentType type)
    {
        properties[SystemFields.Id] = new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        properties["type"] = new JsonObject { ["type"] = "string", ["const"] = type.Id };
        properties[SystemFields.Version] = new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        properties[SystemFields.CreatedAt] = FieldValues.Nullable("string", "date-time");
        properties[SystemFields.UpdatedAt] = FieldValues.Nullable("string", "date-time");
        properties[SystemFields.DeletedAt] = FieldValues.Nullable("string", "date-time");
    }

    private static void Add(JsonObject properties, string name, ContentField field, ContentModel model)
    {
        var schema = BuiltInFieldTypes.Instance.Of(field).Schema(field);
        schema["title"] = Text(field.Label);
        if (Description(field, model) is { Length: > 0 } description)
        {
            schema["description"] = description;
        }

        if (field.ReadOnly && !field.System)
        {
            schema["readOnly"] = true;
        }

        properties[name] = schema;
    }

    private static string Description(ContentField field, ContentModel model)
    {
        var target = field.TargetType is { } id && model.Find(id) is { } type ? $"Links to {type.Id}." : null;
        var help = field.Definition.Help is { } text ? Text(text) : null;
        return string.Join(' ', new[] { help, target }.OfType<string>());
    }

    /// <summary>A field that is required only while its condition holds may be left out.</summary>
    private static JsonArray Required(ContentType type, bool forWrite)
    {
        if (!forWrite)
        {
            return new JsonArray(SystemFields.Id, "type", SystemFields.Version);
        }

        var ids = type.OrderedFields
            .Where(f => f is { Required: true, ReadOnly: false, Hidden: false } && f.Definition.When is null && f.Definition.Default is null)
            .Select(f => (JsonNode?)f.Id);
        return new JsonArray([.. ids]);
    }

    private static string Text(LocalizedText text) => text.For(CultureInfo.InvariantCulture);
}
