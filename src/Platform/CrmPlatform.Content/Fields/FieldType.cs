using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>
/// A field type: how its values are stored, read from and written to JSON, parsed from and formatted as text per culture,
/// and which operators filter them. One class each; the screen finds its editor and cell by <see cref="Key"/>.
/// </summary>
public abstract class FieldType
{
    /// <summary>One of <see cref="FieldTypes"/>.</summary>
    public abstract string Key { get; }

    /// <summary>Columns of a field. Two layers that give different storage for one field contradict.</summary>
    public abstract FieldStorage CreateStorage(FieldDefinition definition);

    /// <summary>The value of API JSON; null for JSON null. Throws <see cref="Errors.UserError"/> <c>content.bad-value</c>.</summary>
    public abstract object? FromJson(JsonElement json, ContentField field);

    /// <summary>The value as API JSON (a <see cref="RecordLink"/> as <c>{"id":1,"type":"Company","name":"Acme"}</c>).</summary>
    public abstract void ToJson(Utf8JsonWriter writer, object? value, ContentField field);

    /// <summary>The value of what a person typed or a file holds; null when blank. Throws <c>content.bad-value</c>.</summary>
    public abstract object? Parse(string text, ContentField field, FieldFormat format);

    /// <summary>As people read it; empty for null.</summary>
    public abstract string Format(object? value, ContentField field, FieldFormat format);

    /// <summary>
    /// Normalises (trims, lower-cases a mail, makes E.164) and checks length, range, choice, form. Throws <c>content.*</c> user errors.
    /// </summary>
    public abstract object? Normalize(object? value, ContentField field);

    /// <summary>Operators that a filter may use, the most usual first.</summary>
    public abstract IReadOnlyList<FilterOperator> Operators { get; }

    /// <summary>JSON Schema (2020-12) of the value, for OpenAPI.</summary>
    public abstract JsonObject Schema(ContentField field);

    /// <summary>Normalised text for duplicate keys; null when empty.</summary>
    public abstract string? DuplicateText(object? value);
}

/// <summary>How to parse and format: culture, the person's zone, the currency and country that are meant when none is written.</summary>
/// <param name="DateFormat">An exact format of dates (imports), e.g. <c>M/d/yyyy</c>; null: the culture's.</param>
public sealed record FieldFormat(CultureInfo Culture, TimeZoneInfo Zone, string Currency, string Country = "US", string? DateFormat = null);

/// <summary>All field types by key.</summary>
public interface IFieldTypes
{
    FieldType Get(string key);

    FieldType Of(ContentField field);

    IReadOnlyCollection<FieldType> All { get; }
}
