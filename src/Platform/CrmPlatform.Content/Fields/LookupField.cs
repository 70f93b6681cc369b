using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Fields;

/// <summary>A link to one record of a type; its value is the record's number. Whether the record exists is the write gate's question.</summary>
public class LookupField : FieldType
{
    public override string Key => FieldTypes.Lookup;

    /// <summary>Words are compared with the target's name.</summary>
    public override IReadOnlyList<FilterOperator> Operators { get; } =
    [
        FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.In, FilterOperator.NotIn, FilterOperator.Empty, FilterOperator.NotEmpty,
        FilterOperator.Contains, FilterOperator.NotContains, FilterOperator.StartsWith,
    ];

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Integer);

    public override object? FromJson(JsonElement json, ContentField field) =>
        json.ValueKind == JsonValueKind.Null ? null : Links.Id(json, field, Expected.Record);

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Links.Write(writer, value, field);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return long.TryParse(text.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? Normalize(id, field)
            : throw FieldValues.Bad(field, text, Expected.Record);
    }

    public override string Format(object? value, ContentField field, FieldFormat format) => Links.Format(value);

    public override object? Normalize(object? value, ContentField field) => value is long id ? Links.Check(id, field) : null;

    public override JsonObject Schema(ContentField field) => Links.Schema(nullable: true);

    public override string? DuplicateText(object? value) => value is long id ? id.ToString(CultureInfo.InvariantCulture) : null;
}

/// <summary>A link to a person who works here.</summary>
public sealed class EmployeeField : LookupField
{
    /// <summary>The content type of people who work here.</summary>
    public const string TargetType = "Employee";

    public override string Key => FieldTypes.Employee;
}

/// <summary>Links to several records of a type.</summary>
public sealed class MultiLookupField : FieldType
{
    private const int MaxElements = 1000;

    public override string Key => FieldTypes.MultiLookup;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.ManyOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) =>
        new ManyStorage(ColumnStorage.Of(definition, StorageKind.Integer));

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => json.EnumerateArray().Select(e => Links.Id(e, field, Expected.RecordList)).ToList(),
        _ => throw FieldValues.Bad(field, json, Expected.RecordList),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is not System.Collections.IEnumerable many)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (var element in many)
        {
            Links.Write(writer, element, field);
        }

        writer.WriteEndArray();
    }

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<long>();
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            ids.Add(long.TryParse(part.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw FieldValues.Bad(field, text, Expected.RecordList));
        }

        return Normalize(ids, field);
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is System.Collections.IEnumerable many ? string.Join(", ", many.Cast<object?>().Select(Links.Format)) : "";

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not IEnumerable<long> ids)
        {
            return null;
        }

        var distinct = ids.Select(id => Links.Check(id, field)).Distinct().ToList();
        if (distinct.Count > MaxElements)
        {
            throw ContentErrors.TooMany.With(("field", field.Label), ("max", MaxElements), ("count", distinct.Count));
        }

        return distinct.Count == 0 ? null : distinct;
    }

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("array");
        schema["items"] = Links.Schema(nullable: false);
        return schema;
    }

    public override string? DuplicateText(object? value) =>
        value is IEnumerable<long> ids
            ? string.Join('|', ids.Order().Select(id => id.ToString(CultureInfo.InvariantCulture)))
            : null;
}

/// <summary>Links in JSON and as text.</summary>
internal static class Links
{
    /// <summary>The number, or the object that reading gave.</summary>
    public static long Id(JsonElement json, ContentField field, LocalizedText expected)
    {
        var number = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var id) ? id : json;
        return number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value)
            ? value
            : throw FieldValues.Bad(field, json, expected);
    }

    public static long Check(long id, ContentField field) =>
        id is > 0 and <= IntegerField.Greatest ? id : throw FieldValues.Bad(field, id, Expected.Record);

    public static void Write(Utf8JsonWriter writer, object? value, ContentField field)
    {
        if (value is long id)
        {
            Json.JsonValues.WriteLink(writer, field.TargetType, id);
            return;
        }

        Json.JsonValues.Write(writer, value);
    }

    public static string Format(object? value) => value switch
    {
        RecordLink link => link.Name,
        long id => "#" + id.ToString(CultureInfo.InvariantCulture),
        RecordRef reference => reference.ToString(),
        _ => "",
    };

    /// <summary>A link as it is read; to write one its number is enough.</summary>
    public static JsonObject Schema(bool nullable)
    {
        var link = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["id"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
                ["type"] = new JsonObject { ["type"] = "string" },
                ["name"] = new JsonObject { ["type"] = "string", ["readOnly"] = true },
                ["deleted"] = new JsonObject { ["type"] = "boolean", ["readOnly"] = true },
            },
            ["required"] = new JsonArray("id"),
        };
        var forms = new JsonArray(link, new JsonObject { ["type"] = "integer", ["format"] = "int64" });
        if (nullable)
        {
            forms.Add(new JsonObject { ["type"] = "null" });
        }

        return new JsonObject { ["anyOf"] = forms };
    }
}
