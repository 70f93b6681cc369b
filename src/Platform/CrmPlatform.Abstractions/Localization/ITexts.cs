using System.Globalization;

namespace CrmPlatform.Localization;

/// <summary>
/// Texts of modules by key. Every assembly of a module embeds <c>Localization/en.json</c> and
/// <c>Localization/ru.json</c> (flat objects, key to text) and they are merged into one catalogue.
/// Placeholders are named: <c>{name}</c>. A count picks a plural form by the keys
/// <c>key.one</c>, <c>key.few</c>, <c>key.many</c>, <c>key.other</c> of the culture's rules.
/// </summary>
public interface ITexts
{
    /// <summary>The text of a key in a culture, English when the culture lacks it, else the key itself.</summary>
    string Get(CultureInfo culture, string key, params ReadOnlySpan<(string Name, object? Value)> args);

    /// <summary>The plural form of a key for a count; <c>{count}</c> is filled in.</summary>
    string Plural(CultureInfo culture, string key, long count, params ReadOnlySpan<(string Name, object? Value)> args);

    /// <summary>What the error says in a culture: the text of key <c>error.{id}</c>, else the English of its code.</summary>
    string Get(CultureInfo culture, Errors.UserError error);

    /// <inheritdoc cref="Get(CultureInfo, Errors.UserError)"/>
    string Get(CultureInfo culture, Errors.ErrorCode code, IReadOnlyDictionary<string, object?> args);

    /// <summary>The cultures that have a catalogue, English first.</summary>
    IReadOnlyList<CultureInfo> Cultures { get; }
}
