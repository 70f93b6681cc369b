using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Web.Components;

/// <summary>One or two letters and a colour that stand for a name.</summary>
internal static class Initials
{
    private static readonly string[] _colors = ["blue", "teal", "green", "orange", "purple", "pink", "yellow", "red"];

    public static string Of(string name)
    {
        var words = name.Split([' ', '-', '.', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var letters = words.Where(w => Rune.TryGetRuneAt(w, 0, out var rune) && Rune.IsLetterOrDigit(rune)).ToList();
        if (words.Length > 2)
        {
            // Ivanova Anna Sergeevna is IA, whichever of her names comes first.
            letters.RemoveAll(w => letters.Count > 2 && PersonName.IsPatronymic(w));
        }

        return letters.Count switch
        {
            0 => "·",
            1 => First(letters[0]),
            _ => First(letters[0]) + First(letters[^1]),
        };
    }

    /// <summary>Shape of a type's avatars: people round, firms square; null where records have none, because colour would mean nothing.</summary>
    public static string? Kind(ContentType type) =>
        type.Icon is "user" or "users" ? ""
        : type.Has(KnownParts.Party) ? "square"
        : null;

    /// <summary>The same name has the same colour everywhere, on every host.</summary>
    public static string Color(string name) =>
        _colors[(int)(name.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % (uint)_colors.Length)];

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.InvariantCulture);
}

/// <summary>Icons of types and of fields.</summary>
internal static class Icons
{
    public static string Of(ContentType? type) => type?.Icon is { Length: > 0 } icon ? icon : Shell.AssetUrls.PlainIcon;
}
