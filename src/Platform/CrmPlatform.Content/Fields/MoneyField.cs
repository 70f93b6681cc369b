using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>An amount in a currency. Filters, sorts and sums go by the base amount, which the write gate reckons.</summary>
public sealed class MoneyField : FieldType
{
    public override string Key => FieldTypes.Money;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.OrderedOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new MoneyStorage(ColumnNames.Of(definition.Id), DecimalField.ScaleOf(definition));
    }

    public override object? FromJson(JsonElement json, ContentField field)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(p => p.Name is not ("amount" or "currency" or "base")))
        {
            throw FieldValues.Bad(field, json, Expected.Money);
        }

        var hasAmount = json.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number;
        var hasCurrency = json.TryGetProperty("currency", out var currency) && currency.ValueKind == JsonValueKind.String;
        return hasAmount && hasCurrency && amount.TryGetDecimal(out var value)
            ? new Money(value, FieldValues.Text(currency, field, Expected.Currency)!)
            : throw FieldValues.Bad(field, json, Expected.Money);
    }

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        ArgumentNullException.ThrowIfNull(format);
        text = text.Trim();
        var (number, written) = Split(text);
        var currency = written.Length == 0 || IsSignOf(format.Currency, written) ? format.Currency : Currencies.Find(written);
        return currency is not null && NumberText.TryParse(number, format.Culture, out var amount)
            ? Normalize(new Money(amount, currency), field)
            : throw FieldValues.Bad(field, text, Expected.MoneyIn(format.Culture));
    }

    public override string Format(object? value, ContentField field, FieldFormat format)
    {
        if (value is not Money money)
        {
            return "";
        }

        ArgumentNullException.ThrowIfNull(format);
        var scale = DecimalField.ScaleOf(field.Definition).ToString(CultureInfo.InvariantCulture);
        var sign = Currencies.Sign(money.Currency);
        var before = format.Culture.NumberFormat.CurrencyPositivePattern is 0 or 2 && sign.Length == 1;
        return before
            ? $"{(money.Amount < 0 ? "-" : "")}{sign}{Math.Abs(money.Amount).ToString("N" + scale, format.Culture)}"
            : $"{money.Amount.ToString("N" + scale, format.Culture)}\u00a0{sign}";
    }

    public override object? Normalize(object? value, ContentField field)
    {
        if (value is not Money money)
        {
            return null;
        }

        var currency = money.Currency.Trim().ToUpperInvariant();
        if (!Currencies.IsKnown(currency))
        {
            throw FieldValues.Bad(field, money.Currency, Expected.Currency);
        }

        return money with { Amount = FieldValues.CheckScale(money.Amount, field, DecimalField.ScaleOf(field.Definition)), Currency = currency };
    }

    public override JsonObject Schema(ContentField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var amount = NumberSchema.Of("number", field.Definition);
        amount["type"] = "number";
        var schema = FieldValues.Nullable("object");
        schema["properties"] = new JsonObject
        {
            ["amount"] = amount,
            ["currency"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$", ["description"] = "ISO 4217" },
        };
        schema["required"] = new JsonArray("amount", "currency");
        return schema;
    }

    public override string? DuplicateText(object? value) =>
        value is Money money
            ? $"{FieldValues.WithoutTrailingZeros(money.Amount).ToString(CultureInfo.InvariantCulture)} {money.Currency}"
            : null;

    private static bool IsSignOf(string currency, string written) =>
        string.Equals(Currencies.Sign(currency), written, StringComparison.OrdinalIgnoreCase)
        || (written == "$" && currency is "CAD" or "AUD" or "NZD" or "SGD" or "HKD" or "MXN");

    /// <summary>What is written before or after the number is the currency.</summary>
    private static (string Number, string Currency) Split(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('0', '9');
        var last = text.AsSpan().LastIndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return ("", text);
        }

        var before = text[..first].Trim();
        var sign = before.IndexOfAny(['-', '\u2212']) >= 0 ? "-" : "";
        var point = first > 0 && text[first - 1] is '.' or ',' ? text[first - 1].ToString() : "";
        var start = before.Trim('-', '\u2212', '+', '.', ',', ' ', '\u00a0');
        var end = text[(last + 1)..].Trim();
        return (sign + point + text[first..(last + 1)], start.Length > 0 && end.Length > 0 ? text : start + end);
    }
}
