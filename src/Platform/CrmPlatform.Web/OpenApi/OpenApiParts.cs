using System.Text.Json.Nodes;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Web.OpenApi;

/// <summary>Pieces that every document has.</summary>
internal static class OpenApiParts
{
    public static JsonObject Ref(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    public static JsonObject ProblemRef() => new() { ["$ref"] = "#/components/responses/Problem" };

    public static JsonObject Json(string description, JsonObject schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
    };

    public static JsonObject Record(string description, string type)
    {
        var answer = Json(description, Ref(type));
        answer["headers"] = new JsonObject
        {
            ["ETag"] = new JsonObject { ["description"] = "The version; send it back as If-Match", ["schema"] = Text() },
        };
        return answer;
    }

    public static JsonObject Operation(
        string id, string tag, string summary, JsonObject answers, JsonObject? body = null, JsonArray? parameters = null, string? description = null)
    {
        var operation = new JsonObject { ["operationId"] = id, ["tags"] = new JsonArray(tag), ["summary"] = summary };
        if (description is not null)
        {
            operation["description"] = description;
        }

        if (parameters is not null)
        {
            operation["parameters"] = parameters;
        }

        if (body is not null)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = body } },
            };
            answers["422"] = ProblemRef();
        }

        answers["default"] = ProblemRef();
        operation["responses"] = answers;
        return operation;
    }

    public static JsonObject IdParameter() => new()
    {
        ["name"] = "id",
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 1 },
    };

    public static JsonObject IfMatch() => new()
    {
        ["name"] = "If-Match",
        ["in"] = "header",
        ["description"] = "The ETag that the change was made from; 412 when the record is newer. Without it, or with *, any version will do",
        ["schema"] = Text(),
    };

    public static JsonArray ListParameters() =>
    [
        InQuery("limit", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ContentQuery.MaxLimit, ["default"] = 50 }),
        InQuery("cursor", Text(), "nextCursor of the page before, asked with the same sort"),
        InQuery("sort", Text(), "Fields with commas between them, a minus before each that sorts downwards"),
        InQuery("columns", Text(), "Fields and paths (company.name) with commas between them; all fields when absent"),
        InQuery("filter", Text(), "A filter as JSON, as in ContentQuery.where"),
        InQuery("bin", new JsonObject { ["type"] = "boolean" }, "Records in the bin instead of live ones"),
    ];

    public static JsonObject Bin() => InQuery("bin", new JsonObject { ["type"] = "boolean" }, "Also when it is in the bin");

    public static JsonObject Responses() => new()
    {
        ["Problem"] = new JsonObject
        {
            ["description"] = "An error: what happened, to which thing, what to do",
            ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Ref("Problem") } },
        },
    };

    public static JsonObject PageOf(string type) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("rows", "nextCursor"),
        ["properties"] = new JsonObject
        {
            ["rows"] = new JsonObject { ["type"] = "array", ["items"] = Ref(type) },
            ["nextCursor"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
        },
    };

    public static void AddShared(JsonObject schemas)
    {
        schemas["Problem"] = JsonNode.Parse("""
            {"type":"object","required":["id","title","status","detail"],"properties":{
            "type":{"type":"string"},"id":{"type":"string","description":"Stable id of the error"},"title":{"type":"string"},
            "status":{"type":"integer"},"detail":{"type":"string"},"reference":{"type":"string"},
            "errors":{"type":"array","items":{"type":"object","properties":{
            "field":{"type":["string","null"]},"id":{"type":"string"},"detail":{"type":"string"}}}},
            "currentVersion":{"type":"integer"},"conflicts":{"type":"array","items":{"type":"string"}}}}
            """);
        schemas["Page"] = JsonNode.Parse("""
            {"type":"object","required":["rows","nextCursor"],"properties":{
            "rows":{"type":"array","items":{"type":"object"}},"nextCursor":{"type":["string","null"]}}}
            """);
        schemas["Filter"] = JsonNode.Parse("""
            {"type":"object","description":"{and:[…]}, {or:[…]}, {not:…}, {search:text} or {field, op, value}","properties":{
            "and":{"type":"array","items":{"$ref":"#/components/schemas/Filter"}},"or":{"type":"array","items":{"$ref":"#/components/schemas/Filter"}},
            "not":{"$ref":"#/components/schemas/Filter"},"search":{"type":"string"},"field":{"type":"string"},
            "op":{"enum":["eq","ne","lt","le","gt","ge","in","notIn","between","contains","notContains","startsWith","empty","notEmpty"]},"value":true}}
            """);
        schemas["ContentQuery"] = JsonNode.Parse("""
            {"type":"object","required":["type"],"additionalProperties":false,"properties":{
            "type":{"type":"string"},"where":{"$ref":"#/components/schemas/Filter"},
            "columns":{"type":"array","items":{"type":"string"}},"sort":{"type":"array","items":{"type":"string"}},
            "groupBy":{"type":"array","items":{"type":"string"}},
            "aggregates":{"type":"array","items":{"type":"object","required":["fn"],"properties":{
            "fn":{"enum":["count","sum","avg","min","max","countDistinct"]},"field":{"type":"string"}}}},
            "countUpTo":{"type":"integer","minimum":1,"description":"With a lone count and no groups: where it may stop."},
            "limit":{"type":"integer","minimum":1,"maximum":1000},"cursor":{"type":"string"},"bin":{"type":"boolean"}}}
            """);
    }

    private static JsonObject InQuery(string name, JsonObject schema, string? description = null)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = schema };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject Text() => new() { ["type"] = "string" };
}
