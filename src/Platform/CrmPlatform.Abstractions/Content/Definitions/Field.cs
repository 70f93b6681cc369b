using System.Text.Json;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Definitions;

/// <summary>Short ways to define fields in code: the id, then the English and the Russian label.</summary>
public static class Field
{
    public static FieldDefinition Of(string type, string id, string english, string russian) =>
        new() { Id = id, Type = type, Label = LocalizedText.Of(english, russian) };

    public static FieldDefinition Text(string id, string english, string russian) => Of(FieldTypes.Text, id, english, russian);

    public static FieldDefinition LongText(string id, string english, string russian) => Of(FieldTypes.LongText, id, english, russian);

    public static FieldDefinition Integer(string id, string english, string russian) => Of(FieldTypes.Integer, id, english, russian);

    public static FieldDefinition Money(string id, string english, string russian) => Of(FieldTypes.Money, id, english, russian);

    public static FieldDefinition Date(string id, string english, string russian) => Of(FieldTypes.Date, id, english, russian);

    public static FieldDefinition Boolean(string id, string english, string russian) => Of(FieldTypes.Boolean, id, english, russian);

    public static FieldDefinition Email(string id, string english, string russian) =>
        Of(FieldTypes.Email, id, english, russian) with { Searchable = true, Indexed = true };

    public static FieldDefinition Phone(string id, string english, string russian) =>
        Of(FieldTypes.Phone, id, english, russian) with { Searchable = true, Indexed = true };

    /// <summary>A link to one record of a type.</summary>
    public static FieldDefinition Lookup(string id, string target, string english, string russian) =>
        Of(FieldTypes.Lookup, id, english, russian) with { Target = target };

    public static FieldDefinition Choice(string id, string english, string russian, params IReadOnlyList<ChoiceDefinition> choices) =>
        Of(FieldTypes.Choice, id, english, russian) with { Choices = choices };

    /// <summary>One value of a Choice.</summary>
    public static ChoiceDefinition Option(string id, string english, string russian, string? color = null) =>
        new() { Id = id, Label = LocalizedText.Of(english, russian), Color = color };

    /// <summary>A default as JSON.</summary>
    public static JsonElement Default<T>(T value) => JsonSerializer.SerializeToElement(value);
}
