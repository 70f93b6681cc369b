namespace CrmPlatform.Content;

/// <summary>Who acts: a person, an API key, or the platform itself. Passed in, never ambient.</summary>
/// <param name="Id">Stable within the tenant: <c>user:…</c>, <c>key:…</c> or <c>system</c>.</param>
/// <param name="Name">As people read it in the history.</param>
/// <param name="Employee">The employee behind the account, if any.</param>
/// <param name="Permissions">Ids of granted permissions; <see cref="Permission.All"/> grants everything.</param>
public sealed record Actor(string Id, string Name, long? Employee, IReadOnlySet<string> Permissions)
{
    /// <summary>Where the person's days begin and end; null: in the tenant's zone. Programs have none.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>The platform itself, with every right.</summary>
    public static Actor System { get; } =
        new("system", "System", null, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Permission.All });

    public bool Can(string permission) =>
        Permissions.Contains(Permission.All) || Permissions.Contains(permission);

    /// <summary>A right over content of one type: granted for every type, or for this one (<c>content.edit.Deal</c>).</summary>
    public bool Can(string permission, ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.ManagedBy is { } own && permission is Permission.ContentEdit or Permission.ContentDelete
            ? Can(own)
            : Can(permission) || Can($"{permission}.{type.Id}");
    }
}

/// <summary>A right. Ids are <c>area.verb</c>, e.g. <c>features.manage</c>.</summary>
public sealed record Permission(string Id, Localization.LocalizedText Label)
{
    /// <summary>Grants everything.</summary>
    public const string All = "*";

    /// <summary>Read any content type that does not say otherwise.</summary>
    public const string ContentView = "content.view";
    public const string ContentEdit = "content.edit";
    public const string ContentDelete = "content.delete";

    /// <summary>Hand over all the work of a colleague.</summary>
    public const string ContentHandover = "content.handover";

    /// <summary>Change employees and teams.</summary>
    public const string OrganizationManage = "organization.manage";
    public const string ContentPurge = "content.purge";
    public const string ContentImport = "content.import";
    /// <summary>Save views that everybody sees, and change those that others shared.</summary>
    public const string ViewsShare = "views.share";

    /// <summary>Carry whole lists out as files.</summary>
    public const string ContentExport = "content.export";
    public const string ActsUndoAny = "acts.undo-any";
    public const string FeaturesManage = "features.manage";
    public const string RecipesManage = "recipes.manage";
    public const string AccountsManage = "accounts.manage";

    /// <summary>The firm's name, language, zone and order of names.</summary>
    public const string FirmManage = "firm.manage";

    /// <summary>Enter exchange rates.</summary>
    public const string RatesManage = "rates.manage";
    public const string TenantsManage = "tenants.manage";
}
