using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Json;

/// <summary>Values of records and rows as the API writes them.</summary>
internal static class JsonValues
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long or int or short:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                writer.WriteNumberValue(FieldValues.WithoutTrailingZeros(number));
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case DateOnly date:
                writer.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(instant.ToUniversalTime().ToString(InstantFormat, CultureInfo.InvariantCulture));
                break;
            default:
                WriteComposite(writer, value);
                break;
        }
    }

    public static void WriteLink(Utf8JsonWriter writer, string? type, long id)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", id);
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    private static void WriteComposite(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case RecordLink link:
                WriteLink(writer, link);
                break;
            case RecordRef reference:
                WriteLink(writer, reference.Type, reference.Id);
                break;
            case Money money:
                WriteMoney(writer, money);
                break;
            case PostalAddress address:
                WriteAddress(writer, address);
                break;
            case System.Collections.IEnumerable many:
                writer.WriteStartArray();
                foreach (var element in many)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"A value of {value.GetType()} has no form in JSON.");
        }
    }

    private static void WriteLink(Utf8JsonWriter writer, RecordLink link)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", link.Id);
        writer.WriteString("type", link.Type);
        writer.WriteString("name", link.Name);
        if (link.Deleted)
        {
            writer.WriteBoolean("deleted", true);
        }

        writer.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter writer, Money money)
    {
        writer.WriteStartObject();
        writer.WriteNumber("amount", FieldValues.WithoutTrailingZeros(money.Amount));
        writer.WriteString("currency", money.Currency);
        writer.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter writer, PostalAddress address)
    {
        writer.WriteStartObject();
        writer.WriteString("street", address.Street);
        writer.WriteString("city", address.City);
        writer.WriteString("region", address.Region);
        writer.WriteString("postalCode", address.PostalCode);
        writer.WriteString("country", address.Country);
        writer.WriteEndObject();
    }
}
