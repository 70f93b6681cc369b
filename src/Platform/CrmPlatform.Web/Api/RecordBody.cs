using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Web.Api;

/// <summary>Records on their way in and out of the API.</summary>
internal static class RecordBody
{
    /// <summary>The external key of a new record is no field of it.</summary>
    public static (string? Key, IReadOnlyDictionary<string, object?> Values) SplitKey(IReadOnlyDictionary<string, object?> values)
    {
        if (!values.TryGetValue(SystemFields.Key, out var key))
        {
            return (null, values);
        }

        var rest = new Dictionary<string, object?>(values, StringComparer.OrdinalIgnoreCase);
        rest.Remove(SystemFields.Key);
        return (key as string, rest);
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
