using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Fields;

/// <summary>One line of text.</summary>
public sealed class TextField : TextFieldType
{
    public const int DefaultMaxLength = 500;

    public override string Key => FieldTypes.Text;

    public override FieldStorage CreateStorage(FieldDefinition definition) =>
        definition.Indexed == true
            ? new FoldedTextStorage(ColumnNames.Of(definition.Id))
            : ColumnStorage.Of(definition, StorageKind.Text, folds: true);

    public override object? Normalize(object? value, ContentField field) =>
        FieldValues.CleanLine((string?)value, field, field.Definition.MaxLength ?? DefaultMaxLength);

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("string");
        schema["maxLength"] = field.Definition.MaxLength ?? DefaultMaxLength;
        return schema;
    }

    public override string? DuplicateText(object? value) => value is string text ? Squeeze(TextFolding.Fold(text)) : null;

    private static string? Squeeze(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }
}
