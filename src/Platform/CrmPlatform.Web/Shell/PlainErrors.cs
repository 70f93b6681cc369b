namespace CrmPlatform.Web.Shell;

/// <summary>
/// Errors as people read them. Some speak of rights and numbers that only programs know; such an error has a second text under
/// <c>people.{id}</c>, in which a right is said in words (<c>right.{permission}</c>). Programs get the first, with its id.
/// </summary>
internal static class PlainErrors
{
    private const string Right = "permission";

    /// <summary>Null where people and programs read the same.</summary>
    public static string? Of(PageContext page, string error, IReadOnlyDictionary<string, object?> said)
    {
        var key = $"people.{error}";
        var args = said.Select(a => (a.Key, Value: a.Key == Right ? RightOf(page, a.Value as string) : a.Value)).ToArray();
        var text = page.T(key, args);
        return text == key ? null : text;
    }

    private static string RightOf(PageContext page, string? permission)
    {
        var key = $"right.{permission}";
        var words = page.T(key);
        return words == key ? page.T("right.other") : words;
    }
}
