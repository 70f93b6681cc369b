using CrmPlatform.Content;

namespace CrmPlatform.Data;

/// <summary>
/// Normalises the values of a duplicate key, as the write gate does; storage asks when a key comes to a table with rows.
/// The write gate's project registers its own.
/// </summary>
public interface IDuplicateKeyText
{
    /// <summary>The normalised text; null when a field of the key is empty.</summary>
    string? Of(DuplicateKey key, IReadOnlyDictionary<string, object?> values);
}

/// <summary>Where nobody registered one: the folded values, joined.</summary>
internal sealed class FoldedDuplicateKeyText : IDuplicateKeyText
{
    public string? Of(DuplicateKey key, IReadOnlyDictionary<string, object?> values)
    {
        var parts = key.Fields
            .Select(field => Convert.ToString(values.GetValueOrDefault(field.Id), System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        return parts.Any(string.IsNullOrEmpty) ? null : string.Join('\u001f', parts.Select(p => TextFolding.Fold(p!)));
    }
}
