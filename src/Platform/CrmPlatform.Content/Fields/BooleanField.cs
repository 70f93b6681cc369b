using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Fields;

/// <summary>Yes or no.</summary>
public sealed class BooleanField : FieldType
{
    private static readonly LocalizedText _yes = LocalizedText.Of("Yes", "Да");
    private static readonly LocalizedText _no = LocalizedText.Of("No", "Нет");

    private static readonly FrozenDictionary<string, bool> _words = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase)
    {
        ["yes"] = true,
        ["y"] = true,
        ["true"] = true,
        ["on"] = true,
        ["1"] = true,
        ["да"] = true,
        ["д"] = true,
        ["истина"] = true,
        ["no"] = false,
        ["n"] = false,
        ["false"] = false,
        ["off"] = false,
        ["0"] = false,
        ["нет"] = false,
        ["н"] = false,
        ["ложь"] = false,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public override string Key => FieldTypes.Boolean;

    public override IReadOnlyList<FilterOperator> Operators { get; } =
        [FilterOperator.Equal, FilterOperator.NotEqual, FilterOperator.Empty, FilterOperator.NotEmpty];

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Boolean);

    public override object? FromJson(JsonElement json, ContentField field) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw FieldValues.Bad(field, json, Expected.JsonBoolean),
    };

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return _words.TryGetValue(text.Trim(), out var value) ? value : throw FieldValues.Bad(field, text, Expected.Boolean);
    }

    public override string Format(object? value, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return value is bool flag ? (flag ? _yes : _no).For(format.Culture) : "";
    }

    public override object? Normalize(object? value, ContentField field) => value;

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("boolean");

    public override string? DuplicateText(object? value) => value is bool flag ? (flag ? "true" : "false") : null;
}
