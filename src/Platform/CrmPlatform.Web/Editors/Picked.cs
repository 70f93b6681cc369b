using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Editors;

/// <summary>What a <c>RecordPicker</c> brought.</summary>
public static class Picked
{
    /// <summary>
    /// The id of the record; null when the name was emptied. With the script off the hidden id is that of before: it counts only while
    /// the name beside it is still its name.
    /// </summary>
    /// <param name="type">The type that was offered.</param>
    /// <param name="input">Name of the picker.</param>
    /// <exception cref="UserError">No record, or more than one, has the name that was typed: <c>form.name-unknown</c>, <c>form.name-ambiguous</c>.</exception>
    public static async Task<long?> ReadAsync(PageContext page, ContentType type, IFormCollection form, string input)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(form);
        long? chosen = long.TryParse(form[input], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (!form.ContainsKey($"{input}.text") || !page.Actor.Can(Permission.ContentView, type))
        {
            // A button with a name on it; or one who may not look names up. The write gate judges the number either way.
            return chosen;
        }

        var text = form[$"{input}.text"].ToString().Trim();
        if (text.Length == 0)
        {
            return null;
        }

        return chosen is { } id && await Lookups.IsCalledAsync(page, new RecordRef(type.Id, id), text, page.Aborted)
            ? id
            : (await Lookups.ResolveAsync(page, [type], page.L(type.Label, type.Id), text, page.Aborted)).Id;
    }
}
