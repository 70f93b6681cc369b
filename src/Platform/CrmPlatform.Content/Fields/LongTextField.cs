using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>Text of several lines (Markdown). Line ends are kept as a single line feed.</summary>
public sealed class LongTextField : TextFieldType
{
    public const int DefaultMaxLength = 100_000;

    public override string Key => FieldTypes.LongText;

    public override IReadOnlyList<FilterOperator> Operators { get; } =
        [FilterOperator.Contains, FilterOperator.NotContains, FilterOperator.Empty, FilterOperator.NotEmpty];

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Text, folds: true);

    public override object? Normalize(object? value, ContentField field)
    {
        var text = ((string?)value)?.ReplaceLineEndings("\n").TrimEnd();
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        FieldValues.CheckCharacters(text, field, multiline: true);
        FieldValues.CheckLength(text, field, field.Definition.MaxLength ?? DefaultMaxLength);
        return text;
    }

    public override JsonObject Schema(ContentField field)
    {
        var schema = FieldValues.Nullable("string");
        schema["maxLength"] = field.Definition.MaxLength ?? DefaultMaxLength;
        return schema;
    }

    public override string? DuplicateText(object? value) => value is string text ? TextFolding.Fold(text) : null;
}
