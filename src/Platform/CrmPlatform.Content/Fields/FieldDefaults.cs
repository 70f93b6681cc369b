using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>Values of new records.</summary>
public static class FieldDefaults
{
    private const string Me = "me";

    /// <summary>The default of a field: <c>today</c>, <c>now</c> and their like by the context, <c>me</c> its employee; null without one.</summary>
    public static object? Of(ContentField field, BindContext context)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(context);
        if (field.Definition.Default is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json)
        {
            return null;
        }

        if (json.ValueKind == JsonValueKind.String)
        {
            var text = json.GetString()!;
            switch (field.Type)
            {
                case FieldTypes.Employee or FieldTypes.Lookup when text == Me:
                    return context.Employee;
                case FieldTypes.Date when RelativeTime.TryDay(text, context, out var day):
                    return day;
                case FieldTypes.DateTime when RelativeTime.TryInstant(text, context, out var instant):
                    return instant;
                case FieldTypes.DateTime when RelativeTime.TryDay(text, context, out var day):
                    return RelativeTime.StartOf(day, context.Zone);
            }
        }

        var type = BuiltInFieldTypes.Instance.Of(field);
        return type.Normalize(type.FromJson(json, field), field);
    }
}
