using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Fields;

/// <summary>A phone number, stored as E.164 (<c>+12125550123</c>).</summary>
public sealed class PhoneField : TextFieldType
{
    private const int MaxWritten = 50;

    public override string Key => FieldTypes.Phone;

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Clean(text, field, format.Country);
    }

    public override string Format(object? value, ContentField field, FieldFormat format) =>
        value is string number ? PhoneNumbers.Format(number) : "";

    public override object? Normalize(object? value, ContentField field) => Clean((string?)value, field, country: null);

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("string");
        schema["description"] = "E.164, e.g. +12125550123";
        return schema;
    }

    private static string? Clean(string? text, ContentField field, string? country) =>
        FieldValues.CleanLine(text, field, MaxWritten) is not { } written ? null
        : PhoneNumbers.ToE164(written, country) ?? throw FieldValues.Bad(field, written, Expected.Phone);
}
