using System.Buffers;
using System.Text;
using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>The changes of a history row: a JSON array of [field, before, after], values as the API writes them.</summary>
internal static class HistoryJson
{
    public static string Write(TypePlan plan, IEnumerable<string> fields, IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var name in fields)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(name);
                WriteValue(writer, plan, name, before.GetValueOrDefault(name));
                WriteValue(writer, plan, name, after.GetValueOrDefault(name));
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Values of fields that are gone since are left out.</summary>
    public static IReadOnlyList<FieldChange> Read(TypePlan plan, string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        var changes = new List<FieldChange>(document.RootElement.GetArrayLength());
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var name = item[0].GetString()!;
            if (TryRead(plan, name, item[1], out var before) && TryRead(plan, name, item[2], out var after))
            {
                changes.Add(new FieldChange(name, before, after));
            }
        }

        return changes;
    }

    private static void WriteValue(Utf8JsonWriter writer, TypePlan plan, string name, object? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else if (plan.Find(name) is { } field)
        {
            field.Type.ToJson(writer, value, field.Field);
        }
        else
        {
            writer.WriteStringValue((string)value);
        }
    }

    private static bool TryRead(TypePlan plan, string name, JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (plan.Find(name) is not { } field)
        {
            value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
            return string.Equals(name, SystemFields.Key, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            value = field.Type.FromJson(json, field.Field);
            return true;
        }
        catch (UserError)
        {
            // A choice or form that is no longer known: the old text is still what was there.
            value = json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
            return true;
        }
    }
}
