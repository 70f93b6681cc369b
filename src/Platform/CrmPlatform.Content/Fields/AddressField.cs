using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>A postal address in five parts.</summary>
public sealed class AddressField : FieldType
{
    private const int MaxPartLength = 200;
    private static readonly string[] _parts = ["street", "city", "region", "postalCode", "country"];

    public override string Key => FieldTypes.Address;

    public override IReadOnlyList<FilterOperator> Operators { get; } =
        [FilterOperator.Contains, FilterOperator.NotContains, FilterOperator.Empty, FilterOperator.NotEmpty];

    public override FieldStorage CreateStorage(FieldDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new AddressStorage(ColumnNames.Of(definition.Id));
    }

    public override object? FromJson(JsonElement json, ContentField field)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(p => !_parts.Contains(p.Name, StringComparer.Ordinal)))
        {
            throw FieldValues.Bad(field, json, Expected.Address);
        }

        var texts = _parts
            .Select(p => json.TryGetProperty(p, out var part) ? FieldValues.Text(part, field, Expected.Address) : null)
            .ToArray();
        return new PostalAddress(texts[0], texts[1], texts[2], texts[3], texts[4]);
    }

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    /// <summary>What is written in one line is not taken apart: it is the street, for a person to sort out.</summary>
    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = string.Join(", ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return Normalize(new PostalAddress(line, null, null, null, null), field);
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is PostalAddress address
            ? string.Join(", ", Parts(address).Where(p => !string.IsNullOrEmpty(p)))
            : "";

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not PostalAddress address)
        {
            return null;
        }

        var clean = Parts(address).Select(p => FieldValues.CleanLine(p, field, MaxPartLength)).ToArray();
        return clean.All(p => p is null) ? null : new PostalAddress(clean[0], clean[1], clean[2], clean[3], clean[4]);
    }

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("object");
        schema["properties"] = new JsonObject(
            _parts.Select(p => KeyValuePair.Create<string, JsonNode?>(p, new JsonObject { ["type"] = new JsonArray("string", "null") })));
        schema["additionalProperties"] = false;
        return schema;
    }

    public override string? DuplicateText(object? value) =>
        value is PostalAddress address ? string.Join('|', Parts(address).Select(p => TextFolding.Fold(p ?? ""))) : null;

    private static string?[] Parts(PostalAddress address) =>
        [address.Street, address.City, address.Region, address.PostalCode, address.Country];
}
