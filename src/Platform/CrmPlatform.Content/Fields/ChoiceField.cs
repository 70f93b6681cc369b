using System.Globalization;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Fields;

/// <summary>One of a list; stored by its id. A value whose choice is gone stays readable.</summary>
public sealed class ChoiceField : TextFieldType
{
    public override string Key => FieldTypes.Choice;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.ExactOperators;

    public override object? Parse(string text, ContentField field, FieldFormat format) =>
        string.IsNullOrWhiteSpace(text) ? null : Choices.Find(text, field)?.Id ?? throw Choices.UnknownWord(text, field);

    public override string Format(object? value, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return value is string id ? Choices.Label(id, field, format.Culture) : "";
    }

    public override object? Normalize(object? value, ContentField field) =>
        value is not string text || string.IsNullOrWhiteSpace(text)
            ? null
            : Choices.ById(text.Trim(), field)?.Id ?? throw Choices.Unknown(text, field);

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("string");
        schema["enum"] = Choices.Enum(field, nullable: true);
        return schema;
    }
}

/// <summary>Choices of a field.</summary>
internal static class Choices
{
    private const int Listed = 20;

    private static readonly CultureInfo _english = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo _russian = CultureInfo.GetCultureInfo("ru");

    public static ChoiceDefinition? ById(string id, ContentField field) =>
        field.Choices.FirstOrDefault(c => string.Equals(c.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>By id, else by its label in any language.</summary>
    public static ChoiceDefinition? Find(string text, ContentField field)
    {
        text = text.Trim();
        var folded = TextFolding.Fold(text);
        return ById(text, field)
            ?? field.Choices.FirstOrDefault(c => c.Label is { } label && label.Texts.Values.Any(t => TextFolding.Fold(t) == folded));
    }

    public static string Label(string id, ContentField field, CultureInfo culture) => ById(id, field)?.Label?.For(culture) ?? id;

    /// <summary>Of a program's value: the ids that there are.</summary>
    public static UserError Unknown(string value, ContentField field) => Unknown(value, field, Known(field, c => c.Id));

    /// <summary>Of what a person wrote: what the choices are called.</summary>
    public static UserError UnknownWord(string value, ContentField field) =>
        Unknown(value, field, LocalizedText.Of(Known(field, c => c.Label?.For(_english) ?? c.Id), Known(field, c => c.Label?.For(_russian) ?? c.Id)));

    private static UserError Unknown(string value, ContentField field, object known) =>
        ContentErrors.UnknownChoice.With(("value", FieldValues.Shown(value)), ("field", field.Label), ("known", known));

    private static string Known(ContentField field, Func<ChoiceDefinition, string> name)
    {
        var offered = field.Choices.Where(c => c.Hidden != true).Select(name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return string.Join(", ", offered.Take(Listed)) + (offered.Count > Listed ? ", …" : "");
    }

    public static JsonArray Enum(ContentField field, bool nullable)
    {
        var ids = new JsonArray([.. field.Choices.Select(c => JsonValue.Create(c.Id))]);
        if (nullable)
        {
            ids.Add(null);
        }

        return ids;
    }
}
