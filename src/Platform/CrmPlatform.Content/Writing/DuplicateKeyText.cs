using CrmPlatform.Content.Fields;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>The normalised text of a duplicate key, for storage that fills the column of a new key over old rows.</summary>
internal sealed class DuplicateKeyText(IFieldTypes fieldTypes) : IDuplicateKeyText
{
    private const char Separator = '\u001f';

    public string? Of(DuplicateKey key, IReadOnlyDictionary<string, object?> values)
    {
        if (key.Fields.Count == 1)
        {
            return TextOf(key.Fields[0], values);
        }

        var texts = new string[key.Fields.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (TextOf(key.Fields[i], values) is not { } text)
            {
                return null;
            }

            texts[i] = text;
        }

        return string.Join(Separator, texts);
    }

    private string? TextOf(ContentField field, IReadOnlyDictionary<string, object?> values) =>
        values.GetValueOrDefault(field.Id) is { } value ? fieldTypes.Of(field).DuplicateText(value) : null;
}
