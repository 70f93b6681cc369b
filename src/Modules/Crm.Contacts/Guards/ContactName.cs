using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace Crm.Contacts;

/// <summary>
/// Makes a contact's full name of its parts while nobody has written another one, so that people type a name once; a full name that
/// is written over such a one becomes the parts, so that the two never drift apart.
/// </summary>
public sealed class ContactName : IChangeGuard
{
    private static readonly string[] _parts = ["firstName", "middleName", "lastName"];

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return string.Equals(type.Id, ContactsTypes.Contact, StringComparison.OrdinalIgnoreCase);
    }

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.After is not { } after)
        {
            return ValueTask.CompletedTask;
        }

        if (NameIsOurs(change, after))
        {
            after["name"] = Compose(after);
        }
        else if (IsWrittenOver(change))
        {
            var words = ((string)after["name"]!).Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            (after["firstName"], after["middleName"], after["lastName"]) = (words[0], null, words.ElementAtOrDefault(1));
        }

        return ValueTask.CompletedTask;
    }

    private static bool NameIsOurs(GuardedChange change, Dictionary<string, object?> after)
    {
        var name = after.GetValueOrDefault("name") as string;
        return string.IsNullOrWhiteSpace(name)
            || (change.Before is { } before && !change.Changes("name") && name == Compose(before.Values));
    }

    private static bool IsWrittenOver(GuardedChange change) =>
        change.Before is { } before && change.Changes("name") && !_parts.Any(change.Changes)
        && Compose(before.Values) is { } composed && composed == before["name"] as string;

    /// <summary>Null when there is no part to make it of: then the gate asks for a name.</summary>
    private static string? Compose(IReadOnlyDictionary<string, object?> values)
    {
        var name = string.Join(' ', _parts.Select(p => values.GetValueOrDefault(p) as string).Where(p => !string.IsNullOrWhiteSpace(p)));
        return name.Length == 0 ? null : name;
    }
}
