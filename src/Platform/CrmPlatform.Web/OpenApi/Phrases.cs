namespace CrmPlatform.Web.OpenApi;

/// <summary>English labels of types as part of a sentence.</summary>
internal static class Phrases
{
    /// <summary>"Deals" becomes "deals"; what is written in capitals stays so.</summary>
    public static string Within(string label) =>
        label.Length > 0 && (label.Length == 1 || char.IsLower(label[1])) ? char.ToLowerInvariant(label[0]) + label[1..] : label;

    public static string One(string label)
    {
        var word = Within(label);
        return word.Length > 0 && "aeio".Contains(char.ToLowerInvariant(word[0]), StringComparison.Ordinal) ? $"an {word}" : $"a {word}";
    }
}
