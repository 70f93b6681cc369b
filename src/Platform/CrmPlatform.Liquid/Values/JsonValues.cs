using System.Globalization;
using System.Text.Json;

namespace CrmPlatform.Liquid;

/// <summary>Copies JSON into values, so that nothing depends on the document later.</summary>
internal static class JsonValues
{
    public static LiquidValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => LiquidValue.From(Text(element)),
        JsonValueKind.True => LiquidValue.True,
        JsonValueKind.False => LiquidValue.False,
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.Array => LiquidValue.From(new LiquidArray([.. element.EnumerateArray().Select(From)])),
        JsonValueKind.Object => LiquidValue.From((ILiquidObject)Members(element)),
        _ => LiquidValue.Nil,
    };

    private static LiquidMembers Members(JsonElement element)
    {
        var members = new LiquidMembers();
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = From(member.Value);
        }

        return members;
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is no text; what was written is shown instead.
            return element.GetRawText()[1..^1];
        }
    }

    private static LiquidValue Number(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new LiquidException(LiquidErrorCode.Range, $"number out of range: {text}");
        }

        return LiquidValue.NumberOf(number, text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? NumberForm.Whole : NumberForm.Fraction);
    }
}
