using System.Globalization;

namespace CrmPlatform.Content;

/// <summary>Which part of a person's name stands first where it is written whole.</summary>
public enum NameOrder
{
    /// <summary>Anna Maria Bell.</summary>
    GivenFirst,

    /// <summary>Иванова Анна Сергеевна.</summary>
    FamilyFirst,
}

/// <summary>The parts of a person's name.</summary>
/// <param name="Middle">A middle name or a patronymic.</param>
public sealed record PersonName(string? Given, string? Middle, string? Family)
{
    private static readonly string[] _patronymicEndings = ["вич", "вна", "ична"];

    /// <summary>As lists of people are usually written in a language.</summary>
    public static NameOrder OrderOf(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "ru" ? NameOrder.FamilyFirst : NameOrder.GivenFirst;
    }

    /// <summary>
    /// The parts of a name that was written whole. A patronymic tells the order by where it stands; without one the order is as asked.
    /// One word alone is taken for the given name.
    /// </summary>
    public static PersonName Read(string whole, NameOrder order)
    {
        ArgumentNullException.ThrowIfNull(whole);
        var words = whole.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => new PersonName(null, null, null),
            [var given] => new PersonName(given, null, null),
            [var given, var patronymic] when IsPatronymic(patronymic) => new PersonName(given, patronymic, null),
            [var given, var patronymic, var family] when IsPatronymic(patronymic) => new PersonName(given, patronymic, family),
            _ when order == NameOrder.FamilyFirst || (words is [_, _, var last] && IsPatronymic(last)) => new PersonName(words[1], Join(words[2..]), words[0]),
            _ => new PersonName(words[0], null, Join(words[1..])),
        };
    }

    /// <summary>The whole name; null when there is no part to make it of.</summary>
    public string? Write(NameOrder order) =>
        Join(order == NameOrder.FamilyFirst ? [Family, Given, Middle] : [Given, Middle, Family]);

    /// <summary>
    /// The parts that a written name was made of, in whatever order: all of them, or all but the middle one. Null: it is another name.
    /// </summary>
    public PersonName? PartsIn(string? written) =>
        Array.Find(
            [this, this with { Middle = null }],
            name => written is not null && (name.Write(NameOrder.GivenFirst) == written || name.Write(NameOrder.FamilyFirst) == written));

    /// <summary>Whether a word ends as Russian patronymics do.</summary>
    public static bool IsPatronymic(string word) => Array.Exists(_patronymicEndings, e => word.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static string? Join(IEnumerable<string?> parts)
    {
        var name = string.Join(' ', parts.Where(p => !string.IsNullOrWhiteSpace(p)));
        return name.Length == 0 ? null : name;
    }
}
