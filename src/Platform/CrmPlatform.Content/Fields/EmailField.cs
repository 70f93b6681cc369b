using System.Buffers;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Fields;

/// <summary>A mail address, in lower case.</summary>
public sealed class EmailField : TextFieldType
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private static readonly SearchValues<char> _notInAddresses = SearchValues.Create(" \t\"(),:;<>[\\]");

    public override string Key => FieldTypes.Email;

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        var open = text.LastIndexOf('<');
        if (open >= 0 && text.EndsWith('>'))
        {
            // Anna Smith <anna@example.com>
            text = text[(open + 1)..^1];
        }

        return Normalize(text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? text["mailto:".Length..] : text, field);
    }

    public override object? Normalize(object? value, ContentField field)
    {
        var text = FieldValues.CleanLine((string?)value, field, MaxLength)?.ToLowerInvariant();
        return text is null || IsAddress(text) ? text : throw FieldValues.Bad(field, text, Expected.Email);
    }

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("string", "email");

    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var domain = text[(at + 1)..];
        return at is > 0 and <= MaxLocalLength
            && text.AsSpan().IndexOfAny(_notInAddresses) < 0
            && !text[..at].StartsWith('.') && !text[..at].EndsWith('.') && !text.Contains("..", StringComparison.Ordinal)
            && domain.Split('.') is { Length: > 1 } labels
            && labels.All(IsLabel)
            && labels[^1].Any(char.IsLetter);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c == '-');
}
