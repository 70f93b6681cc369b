using System.Text.Json;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Queries;

/// <summary>JSON to the values of columns.</summary>
internal sealed partial class ConditionBinder
{
    private static string StringOf(ConditionValue value, JsonElement json, Localization.LocalizedText expected)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            throw value.Bad(json, expected);
        }

        try
        {
            var text = json.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? throw value.Bad(json, expected) : text;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw value.Bad(json, expected);
        }
    }

    private static string TextOf(ConditionValue value, JsonElement json)
    {
        var text = StringOf(value, json, Expected.NotEmptyText);
        return string.IsNullOrWhiteSpace(text) ? throw value.Bad(json, Expected.NotEmptyText) : TextFolding.Fold(text.Trim());
    }

    /// <summary>External keys are another program's: compared as they are written.</summary>
    private static string KeyOf(ConditionValue value, JsonElement json)
    {
        var text = StringOf(value, json, Expected.NotEmptyText);
        return string.IsNullOrWhiteSpace(text) ? throw value.Bad(json, Expected.NotEmptyText) : text.Trim();
    }

    private static string EmailOf(ConditionValue value, JsonElement json)
    {
        var text = StringOf(value, json, Expected.Email).Trim().ToLowerInvariant();
        return text.Length == 0 ? throw value.Bad(json, Expected.Email) : text;
    }

    /// <summary>A whole number is compared as E.164; of a part, its digits.</summary>
    private string PhoneOf(ConditionValue value, JsonElement json, FilterOperator op)
    {
        var text = StringOf(value, json, Expected.Phone).Trim();
        var bound = op is FilterOperator.Contains or FilterOperator.StartsWith
            ? PhoneNumbers.ToE164(text, context.Country)?.TrimStart('+') ?? PhoneNumbers.Part(text)
            : PhoneNumbers.ToE164(text, context.Country);
        return string.IsNullOrEmpty(bound) ? throw value.Bad(json, Expected.Phone) : bound;
    }

    private static object IntegerOf(ConditionValue value, JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number)
            && decimal.Truncate(number) == number && Math.Abs(number) <= long.MaxValue
            ? (long)number
            : throw value.Bad(json, Expected.Integer);

    private static decimal DecimalOf(ConditionValue value, JsonElement json, ContentField field)
    {
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDecimal(out var number))
        {
            throw value.Bad(json, Expected.Number);
        }

        var scale = DecimalField.ScaleOf(field.Definition);
        return FieldValues.FitsScale(number, scale) ? FieldValues.WithoutTrailingZeros(number) : throw value.Bad(json, Expected.DecimalOf(scale));
    }

    private static object BooleanOf(ConditionValue value, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw value.Bad(json, Expected.JsonBoolean),
    };

    private static string ChoiceOf(ConditionValue value, JsonElement json, ContentField field)
    {
        var id = StringOf(value, json, Expected.Choice).Trim();
        return Choices.ById(id, field)?.Id ?? throw value.Bad(json, Expected.OneOf(field.Choices.Select(c => c.Id)));
    }

    private static string ElementOf(ConditionValue value, JsonElement json, ContentField field) =>
        TextFolding.Fold(field.Choices.Count == 0 ? TextOf(value, json) : ChoiceOf(value, json, field));

    private object DayOf(ConditionValue value, JsonElement json) =>
        RelativeTime.TryDay(StringOf(value, json, Expected.Date), context, out var day) ? day : throw value.Bad(json, Expected.Date);

    private string TypeOf(ConditionValue value, JsonElement json) =>
        model.Find(StringOf(value, json, Expected.Reference).Trim())?.Id
        ?? throw value.Bad(json, Expected.OneOf(model.Types.Values.Where(t => !t.Internal).Select(t => t.Id)));

    private static string CurrencyOf(ConditionValue value, JsonElement json)
    {
        var code = StringOf(value, json, Expected.Currency).Trim().ToUpperInvariant();
        return Currencies.IsKnown(code) ? code : throw value.Bad(json, Expected.Currency);
    }
}
