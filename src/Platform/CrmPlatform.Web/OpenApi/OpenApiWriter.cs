using System.Globalization;
using System.Text.Json.Nodes;
using CrmPlatform.Content;
using CrmPlatform.Content.Json;

namespace CrmPlatform.Web.OpenApi;

/// <summary>
/// Writes the OpenAPI 3.1 document of a model: a path and two schemas (to read, to write) per type. Field types give JSON
/// Schema themselves, so the document is put together as JSON rather than through an object model and back.
/// </summary>
internal sealed class OpenApiWriter(ContentModel model)
{
    private static readonly CultureInfo _english = CultureInfo.InvariantCulture;

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
            schemas[type.Id] = TypeSchema.Create(model, type, forWrite: false);
            schemas[WriteName(type)] = TypeSchema.Create(model, type, forWrite: true);
            schemas[ChangeName(type)] = Change(type);
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

    private static JsonObject Tag(ContentType type)
    {
        var tag = new JsonObject { ["name"] = type.Id };
        var description = type.Description?.For(_english);
        tag["description"] = string.IsNullOrEmpty(description) ? type.PluralLabel.For(_english) : description;
        return tag;
    }

    private static JsonObject Query() => OpenApiParts.Operation(
        "query",
        "Query",
        "Ask any question: filter, columns, sort, groups and aggregates",
        body: OpenApiParts.Ref("ContentQuery"),
        answers: new JsonObject { ["200"] = OpenApiParts.Json("A page of rows", OpenApiParts.Ref("Page")) });

    private static JsonObject Collection(ContentType type) => new()
    {
        ["get"] = OpenApiParts.Operation(
            $"list{type.Id}",
            type.Id,
            $"List {Phrases.Within(type.PluralLabel.For(_english))}",
            parameters: OpenApiParts.ListParameters(),
            answers: new JsonObject { ["200"] = OpenApiParts.Json("A page", OpenApiParts.Ref(PageName(type))) }),
        ["post"] = OpenApiParts.Operation(
            $"create{type.Id}",
            type.Id,
            $"Create {Phrases.One(type.Label.For(_english))}",
            body: OpenApiParts.Ref(WriteName(type)),
            answers: new JsonObject { ["201"] = OpenApiParts.Record("Created", type.Id) }),
    };

    private static JsonObject Record(ContentType type) => new()
    {
        ["parameters"] = new JsonArray(OpenApiParts.IdParameter()),
        ["get"] = OpenApiParts.Operation(
            $"get{type.Id}",
            type.Id,
            $"Get {Phrases.One(type.Label.For(_english))}",
            parameters: [OpenApiParts.Bin()],
            answers: new JsonObject { ["200"] = OpenApiParts.Record("The record", type.Id), ["404"] = OpenApiParts.ProblemRef() }),
        ["patch"] = OpenApiParts.Operation(
            $"update{type.Id}",
            type.Id,
            $"Change {Phrases.One(type.Label.For(_english))}",
            description: "Changes the fields named and leaves the others as they are. Without If-Match the last write wins for the fields named.",
            parameters: [OpenApiParts.IfMatch()],
            body: OpenApiParts.Ref(ChangeName(type)),
            answers: new JsonObject
            {
                ["200"] = OpenApiParts.Record("Saved", type.Id),
                ["404"] = OpenApiParts.ProblemRef(),
                ["412"] = OpenApiParts.ProblemRef(),
            }),
        ["delete"] = OpenApiParts.Operation(
            $"delete{type.Id}",
            type.Id,
            $"Put {Phrases.One(type.Label.For(_english))} into the bin",
            parameters: [OpenApiParts.IfMatch()],
            answers: new JsonObject
            {
                ["204"] = new JsonObject { ["description"] = "In the bin" },
                ["404"] = OpenApiParts.ProblemRef(),
                ["412"] = OpenApiParts.ProblemRef(),
            }),
    };

    /// <summary>A change may leave out every field.</summary>
    private JsonObject Change(ContentType type)
    {
        var schema = TypeSchema.Create(model, type, forWrite: true);
        schema.Remove("required");
        return schema;
    }

    private static string ChangeName(ContentType type) => type.Id + "_change";

    private static string WriteName(ContentType type) => type.Id + "_write";

    private static string PageName(ContentType type) => type.Id + "_page";
}
