using System.Text.Json;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Json;

/// <inheritdoc cref="IContentJson"/>
public sealed class ContentJson(IFieldTypes fieldTypes) : IContentJson
{
    public ContentQuery ReadQuery(JsonElement json) => QueryReader.Read(json);

    public IReadOnlyDictionary<string, object?> ReadValues(ContentType type, JsonElement json)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw ContentErrors.NotAnObject.With();
        }

        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var findings = new List<FieldError>();
        foreach (var member in json.EnumerateObject())
        {
            if (Read(type, member, values) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings.Count == 0 ? values : throw new ValidationError(findings);
    }

    public void WriteRecord(
        Utf8JsonWriter writer, ContentType type, ContentRecord record, IReadOnlyDictionary<RecordRef, RecordLink>? names = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(record);
        writer.WriteStartObject();
        writer.WriteNumber(SystemFields.Id, record.Id);
        writer.WriteString("type", type.Id);
        writer.WriteNumber(SystemFields.Version, record.Version);
        WriteSystem(writer, type, record, SystemFields.Key);
        WriteSystem(writer, type, record, SystemFields.CreatedAt);
        WriteSystem(writer, type, record, SystemFields.UpdatedAt);
        if (record[SystemFields.DeletedAt] is not null)
        {
            WriteSystem(writer, type, record, SystemFields.DeletedAt);
        }

        foreach (var field in type.OrderedFields)
        {
            // A field that the reader may not see is absent, an empty one is null.
            if (record.Values.TryGetValue(field.Id, out var value) || !field.Hidden)
            {
                writer.WritePropertyName(field.Id);
                fieldTypes.Of(field).ToJson(writer, WithNames(value, field, names), field);
            }
        }

        writer.WriteEndObject();
    }

    public void WritePage(Utf8JsonWriter writer, ContentModel model, ContentQuery query, QueryPage page)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(page);
        var grouped = query.GroupBy.Count + query.Aggregates.Count > 0;
        var withId = !grouped && !page.Columns.Contains(SystemFields.Id, StringComparer.OrdinalIgnoreCase);
        writer.WriteStartObject();
        writer.WriteStartArray("rows");
        foreach (var row in page.Rows)
        {
            writer.WriteStartObject();
            if (withId)
            {
                writer.WriteNumber(SystemFields.Id, row.Id);
            }

            for (var i = 0; i < page.Columns.Count; i++)
            {
                writer.WritePropertyName(page.Columns[i]);
                JsonValues.Write(writer, row.Values[i]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("nextCursor", page.NextCursor);
        writer.WriteEndObject();
    }

    private FieldError? Read(ContentType type, JsonProperty member, Dictionary<string, object?> values)
    {
        if (type.Find(member.Name) is not { } field)
        {
            return PlatformErrors.UnknownField.For(
                member.Name,
                ("type", type.Label),
                ("field", FieldValues.Shown(member.Name)),
                ("near", NearField.Of(type, member.Name)));
        }

        if (field.ReadOnly && field.Id != SystemFields.Key)
        {
            return ContentErrors.ReadOnly.For(field.Id, ("field", field.Label));
        }

        try
        {
            values[field.Id] = fieldTypes.Of(field).FromJson(member.Value, field);
            return null;
        }
        catch (UserError error)
        {
            return new FieldError(0, field.Id, error.Code, error.Args);
        }
    }

    private void WriteSystem(Utf8JsonWriter writer, ContentType type, ContentRecord record, string id)
    {
        var field = type.Fields[id];
        writer.WritePropertyName(id);
        fieldTypes.Of(field).ToJson(writer, record[id], field);
    }

    /// <summary>Numbers of records as links, where their names are known.</summary>
    private static object? WithNames(object? value, ContentField field, IReadOnlyDictionary<RecordRef, RecordLink>? names)
    {
        if (names is null)
        {
            return value;
        }

        return value switch
        {
            long id when field.TargetType is { } target => names.TryGetValue(new RecordRef(target, id), out var link) ? link : value,
            RecordRef reference => names.TryGetValue(reference, out var link) ? link : value,
            IEnumerable<long> ids when field.TargetType is { } target =>
                ids.Select(id => names.TryGetValue(new RecordRef(target, id), out var link) ? (object)link : id).ToList(),
            _ => value,
        };
    }
}
