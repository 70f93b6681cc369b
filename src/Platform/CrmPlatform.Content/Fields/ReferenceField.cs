using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>A link to a record of any type that carries a part: a task's subject, a deal's client.</summary>
public sealed class ReferenceField : FieldType
{
    private const int MaxTypeLength = 40;

    public override string Key => FieldTypes.Reference;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.ExactOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new ReferenceStorage(ColumnNames.Of(definition.Id));
    }

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object when json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String =>
            new RecordRef(FieldValues.Text(type, field, Expected.Reference)!, Links.Id(json, field, Expected.Reference)),
        JsonValueKind.String => Split(FieldValues.Text(json, field, Expected.Reference)!, field),
        _ => throw FieldValues.Bad(field, json, Expected.Reference),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Links.Write(writer, value, field);

    public override object? Parse(string text, ContentField field, FieldFormat format) =>
        string.IsNullOrWhiteSpace(text) ? null : Normalize(Split(text.Trim(), field), field);

    public override string Format(object? value, ContentField field, FieldFormat format) => Links.Format(value);

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not RecordRef reference)
        {
            return null;
        }

        var type = reference.Type.Trim();
        return type.Length is > 0 and <= MaxTypeLength
            ? new RecordRef(type, Links.Check(reference.Id, field))
            : throw FieldValues.Bad(field, reference, Expected.Reference);
    }

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("object");
        schema["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["id"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            ["name"] = new JsonObject { ["type"] = "string", ["readOnly"] = true },
        };
        schema["required"] = new JsonArray("type", "id");
        return schema;
    }

    public override string? DuplicateText(object? value) => value is RecordRef reference ? reference.ToString() : null;

    /// <summary><c>Deal/5</c></summary>
    private static RecordRef Split(string text, ContentField field) =>
        RecordRef.Parse(text) ?? throw FieldValues.Bad(field, text, Expected.Reference);
}
