using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Web.Api;

/// <summary>Records on their way in and out of the API.</summary>
internal static class RecordBody
{
    /// <summary>The external key is a member of a new record, but no field that people fill.</summary>
    public static (string? Key, JsonElement Values) SplitKey(JsonElement body)
    {
        if (!body.TryGetProperty(SystemFields.Key, out var key) || key.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return (null, body);
        }

        var rest = JsonObject.Create(body)!;
        rest.Remove(SystemFields.Key);
        return (key.GetString(), JsonSerializer.SerializeToElement(rest));
    }

    /// <summary>The records that a record's fields point to.</summary>
    public static IReadOnlyCollection<RecordRef> Targets(ContentType type, ContentRecord record)
    {
        var targets = new HashSet<RecordRef>();
        foreach (var field in type.OrderedFields)
        {
            switch (record[field.Id])
            {
                case RecordRef reference:
                    targets.Add(reference);
                    break;
                case long id when field is { TargetType: { } target, Type: FieldTypes.Lookup or FieldTypes.Employee }:
                    targets.Add(new RecordRef(target, id));
                    break;
                case IReadOnlyList<long> ids when field.TargetType is { } target:
                    targets.UnionWith(ids.Select(id => new RecordRef(target, id)));
                    break;
            }
        }

        return targets;
    }
}
