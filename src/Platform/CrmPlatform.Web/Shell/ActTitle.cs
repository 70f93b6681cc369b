using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Localization;

namespace CrmPlatform.Web.Shell;

/// <summary>
/// Titles of acts over records of one type, kept as ids (<c>Deal:owner</c>), so that each reader sees them in their own words and
/// a label that changes shows in the past too.
/// </summary>
public static class ActTitle
{
    public const string Deletion = "~delete";
    private const char Mark = '~';

    /// <param name="what">The field that was changed, <see cref="Deletion"/>, or the format of an export.</param>
    public static string Of(ContentType type, string what)
    {
        ArgumentNullException.ThrowIfNull(type);
        return $"{type.Id}:{what}";
    }

    /// <summary>The format of an export as a part of a title.</summary>
    public static string Format(string format) => Mark + format;

    /// <summary>A title in words; what is no such title, or speaks of a type that is gone, as it stands.</summary>
    public static string Read(ContentModel model, ITexts texts, CultureInfo culture, string title)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(title);
        if (title.Split(':', 2) is not [var id, var what] || model.Find(id) is not { } type)
        {
            return title;
        }

        var types = type.PluralLabel.For(culture);
        return what == Deletion ? $"{types}: {texts.Get(culture, "action.delete")}"
            : what.StartsWith(Mark) ? $"{types} ({what[1..].ToUpperInvariant()})"
            : type.Find(what) is { } field ? $"{types}: {field.Label.For(culture)}"
            : title;
    }
}
