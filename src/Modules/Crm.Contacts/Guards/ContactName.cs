using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace Crm.Contacts;

/// <summary>
/// Makes a contact's full name of its parts while nobody has written another one, so that people type a name once.
/// </summary>
public sealed class ContactName : IChangeGuard
{
    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return string.Equals(type.Id, ContactsTypes.Contact, StringComparison.OrdinalIgnoreCase);
    }

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.After is { } after && NameIsOurs(change, after))
        {
            after["name"] = Compose(after);
        }

        return ValueTask.CompletedTask;
    }

    private static bool NameIsOurs(GuardedChange change, Dictionary<string, object?> after)
    {
        var name = after.GetValueOrDefault("name") as string;
        return string.IsNullOrWhiteSpace(name)
            || (change.Before is { } before && !change.Changes("name") && name == Compose(before.Values));
    }

    /// <summary>Null when there is no part to make it of: then the gate asks for a name.</summary>
    private static string? Compose(IReadOnlyDictionary<string, object?> values)
    {
        string?[] parts = ["firstName", "middleName", "lastName"];
        var name = string.Join(' ', parts.Select(p => values.GetValueOrDefault(p!) as string).Where(p => !string.IsNullOrWhiteSpace(p)));
        return name.Length == 0 ? null : name;
    }
}
