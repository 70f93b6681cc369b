using System.Buffers;
using System.Globalization;
using System.Text;

namespace CrmPlatform.Content;

/// <summary>
/// Folded text: what text filters, sorts and searches compare. Canonical decomposition (NFD), without the combining marks
/// U+0300 to U+036F, in lower case, and <c>ß æ œ ø đ ł ı</c> as <c>ss ae oe o d l i</c>. Storage that folds in SQL must do the same.
/// </summary>
public static class TextFolding
{
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var decomposed = text.Normalize(NormalizationForm.FormD);
        var folded = new StringBuilder(decomposed.Length);
        foreach (var character in decomposed)
        {
            if (character is < '\u0300' or > '\u036f')
            {
                Append(folded, character);
            }
        }

        return folded.ToString().ToLowerInvariant();
    }

    /// <summary>
    /// The folded words of what was typed into a search box; the spaces between them separate. A number, however it is
    /// punctuated, is its groups of digits: so <c>(916) 123-45</c> finds <c>+791612345</c>.
    /// </summary>
    public static IReadOnlyList<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var separators = text.AsSpan().ContainsAnyExcept(_numberCharacters) ? null : _punctuation;
        return [.. Fold(text).Split(separators, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    private static readonly char[] _punctuation = ['+', '-', '(', ')', '.', ' ', '\u00a0', '\t'];
    private static readonly SearchValues<char> _numberCharacters = SearchValues.Create(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', .. _punctuation]);

    private static void Append(StringBuilder folded, char character)
    {
        _ = character switch
        {
            'ß' or 'ẞ' => folded.Append("ss"),
            'æ' or 'Æ' => folded.Append("ae"),
            'œ' or 'Œ' => folded.Append("oe"),
            'ø' or 'Ø' => folded.Append('o'),
            'đ' or 'Đ' => folded.Append('d'),
            'ł' or 'Ł' => folded.Append('l'),
            'ı' => folded.Append('i'),
            _ => folded.Append(character),
        };
    }
}

/// <summary>The text of a record that the full-text search looks through.</summary>
public static class SearchableText
{
    /// <summary>Folded texts of the searchable fields in order, a line each; empty when there is none.</summary>
    public static string Of(ContentType type, IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(values);
        var lines = new List<string>();
        foreach (var field in type.OrderedFields)
        {
            if (field.Searchable && values.GetValueOrDefault(field.Id) is { } value)
            {
                AddLines(lines, field, value);
            }
        }

        return string.Join('\n', lines);
    }

    private static void AddLines(List<string> lines, ContentField field, object value)
    {
        var elements = field.IsMany && value is System.Collections.IEnumerable many ? many.Cast<object?>() : [value];
        var columns = new object?[field.Storage.Columns.Count];
        foreach (var element in elements)
        {
            field.Storage.Write(element, columns);
            for (var i = 0; i < columns.Length; i++)
            {
                if (i != field.Storage.FoldedColumn && columns[i] is { } part and (string or long))
                {
                    lines.Add(TextFolding.Fold(Convert.ToString(part, CultureInfo.InvariantCulture)!));
                }
            }
        }
    }
}
