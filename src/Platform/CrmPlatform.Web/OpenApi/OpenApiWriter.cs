using System.Globalization;
using System.Text.Json.Nodes;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Web.OpenApi;

/// <summary>
/// Writes the OpenAPI 3.1 document of a model: a path and two schemas (to read, to write) per type. Field types give JSON
/// Schema themselves, so the document is put together as JSON rather than through an object model and back.
/// </summary>
internal sealed class OpenApiWriter(ContentModel model, IFieldTypes fieldTypes, CultureInfo culture)
{
    public JsonObject Build(string title)
    {
        var types = model.Types.Values.Where(t => !t.Internal).OrderBy(t => t.Id, StringComparer.Ordinal).ToList();
        var paths = new JsonObject { ["/api/query"] = new JsonObject { ["post"] = Query() } };
        var schemas = new JsonObject();
        OpenApiParts.AddShared(schemas);
        foreach (var type in types)
        {
            paths[$"/api/content/{type.Id}"] = Collection(type);
            paths[$"/api/content/{type.Id}/{{id}}"] = Record(type);
            schemas[type.Id] = ReadSchema(type);
            schemas[WriteName(type)] = WriteSchema(type);
            schemas[PageName(type)] = OpenApiParts.PageOf(type.Id);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = "v1" },
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. types.Select(t => (JsonNode)Tag(t))]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
                ["responses"] = OpenApiParts.Responses(),
                ["schemas"] = schemas,
            },
        };
    }

    private JsonObject Tag(ContentType type)
    {
        var tag = new JsonObject { ["name"] = type.Id };
        var description = type.Description?.For(culture);
        tag["description"] = string.IsNullOrEmpty(description) ? type.PluralLabel.For(culture) : description;
        return tag;
    }

    private static JsonObject Query() => OpenApiParts.Operation(
        "query",
        "Query",
        "Asks any question: filter, columns, sort, groups and aggregates.",
        body: OpenApiParts.Ref("ContentQuery"),
        answers: new JsonObject { ["200"] = OpenApiParts.Json("A page of rows", OpenApiParts.Ref("Page")) });

    private JsonObject Collection(ContentType type) => new()
    {
        ["get"] = OpenApiParts.Operation(
            $"list{type.Id}",
            type.Id,
            type.PluralLabel.For(culture),
            parameters: OpenApiParts.ListParameters(),
            answers: new JsonObject { ["200"] = OpenApiParts.Json("A page", OpenApiParts.Ref(PageName(type))) }),
        ["post"] = OpenApiParts.Operation(
            $"create{type.Id}",
            type.Id,
            $"{type.Label.For(culture)} +",
            body: OpenApiParts.Ref(WriteName(type)),
            answers: new JsonObject { ["201"] = OpenApiParts.Record("Created", type.Id) }),
    };

    private JsonObject Record(ContentType type) => new()
    {
        ["parameters"] = new JsonArray(OpenApiParts.IdParameter()),
        ["get"] = OpenApiParts.Operation(
            $"get{type.Id}",
            type.Id,
            type.Label.For(culture),
            answers: new JsonObject { ["200"] = OpenApiParts.Record("The record", type.Id), ["404"] = OpenApiParts.ProblemRef() }),
        ["patch"] = OpenApiParts.Operation(
            $"update{type.Id}",
            type.Id,
            $"{type.Label.For(culture)} ±",
            parameters: [OpenApiParts.IfMatch()],
            body: OpenApiParts.Ref(WriteName(type)),
            answers: new JsonObject
            {
                ["200"] = OpenApiParts.Record("Saved", type.Id),
                ["404"] = OpenApiParts.ProblemRef(),
                ["412"] = OpenApiParts.ProblemRef(),
            }),
        ["delete"] = OpenApiParts.Operation(
            $"delete{type.Id}",
            type.Id,
            $"{type.Label.For(culture)} −",
            parameters: [OpenApiParts.IfMatch()],
            answers: new JsonObject
            {
                ["204"] = new JsonObject { ["description"] = "In the bin" },
                ["404"] = OpenApiParts.ProblemRef(),
                ["412"] = OpenApiParts.ProblemRef(),
            }),
    };

    private JsonObject ReadSchema(ContentType type)
    {
        var properties = new JsonObject
        {
            ["id"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            ["type"] = new JsonObject { ["const"] = type.Id },
            ["version"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            ["key"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
        };
        foreach (var field in type.Fields.Values.Where(f => !properties.ContainsKey(f.Id)).OrderBy(f => f.System).ThenBy(f => f.Id, StringComparer.Ordinal))
        {
            properties[field.Id] = OrNull(Described(field));
        }

        return new JsonObject { ["type"] = "object", ["required"] = new JsonArray("id", "type", "version"), ["properties"] = properties };
    }

    /// <summary>What may be sent. Requirement is checked by the gate (it depends on stage and conditions), so none is stated here.</summary>
    private JsonObject WriteSchema(ContentType type)
    {
        var properties = new JsonObject { ["key"] = new JsonObject { ["type"] = new JsonArray("string", "null") } };
        foreach (var field in type.OrderedFields.Where(f => !f.System && !f.ReadOnly))
        {
            properties[field.Id] = OrNull(Described(field));
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private JsonObject Described(ContentField field)
    {
        var schema = fieldTypes.Of(field).Schema(field);
        schema["title"] = field.Label.For(culture);
        if (field.Definition.Help?.For(culture) is { Length: > 0 } help)
        {
            schema["description"] = help;
        }

        return schema;
    }

    /// <summary>Every field may be empty. An enumeration that may be null lists null among its values.</summary>
    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && type.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
            if (schema["enum"] is JsonArray values && !values.Contains(null))
            {
                values.Add(null);
            }
        }

        return schema;
    }

    private static string WriteName(ContentType type) => type.Id + "_write";

    private static string PageName(ContentType type) => type.Id + "_page";
}
