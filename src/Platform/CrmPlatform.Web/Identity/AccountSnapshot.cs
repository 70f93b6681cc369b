using System.Collections.Concurrent;
using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Identity;

/// <summary>An account as requests need it.</summary>
/// <param name="SecurityStamp">Changes with the password; cookies made before it are worth nothing.</param>
/// <param name="Roles">Ids of roles: <see cref="KnownRoles"/> and those of the model.</param>
public sealed record AccountSnapshot(
    long Id, string Email, string Name, string SecurityStamp, IReadOnlyList<string> Roles, long? Employee, AccountChoices Choices)
{
    /// <summary>The account as an actor, its roles read by the model as it is now.</summary>
    public Actor ToActor(ContentModel model, string? id = null, string? name = null) =>
        new(id ?? string.Create(CultureInfo.InvariantCulture, $"user:{Id}"), name ?? Name, Employee, KnownRoles.PermissionsOf(Roles, model));
}

/// <summary>What a person chose for every device they use.</summary>
/// <param name="Culture">Two-letter language; null: the tenant's.</param>
/// <param name="TimeZone">IANA id; null: the tenant's.</param>
/// <param name="Density">compact, or null: comfortable.</param>
/// <param name="StepsHidden">True: the first steps are not on the home page.</param>
public sealed record AccountChoices(string? Culture, string? TimeZone, string? Density, bool StepsHidden = false)
{
    public const string CompactDensity = "compact";

    public bool Compact => Density == CompactDensity;

    /// <summary>The person's own zone; null also where the machine no longer knows it.</summary>
    public TimeZoneInfo? Zone => TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : null;
}

/// <summary>Roles that every tenant has. The model may define what they may do, and more of them.</summary>
public static class KnownRoles
{
    public const string Administrator = "Administrator";
    public const string Member = "Member";

    /// <summary>What a Member may do where no layer says otherwise.</summary>
    private static readonly string[] _member = [Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete, Permission.ContentImport];

    /// <summary>Ids of all roles that an account may have.</summary>
    public static IReadOnlyList<string> AllOf(ContentModel model) =>
        [.. new[] { Administrator, Member }.Union(model.Roles.Select(r => r.Id), StringComparer.OrdinalIgnoreCase)];

    /// <summary>The role as it is written, or the user error <c>account.unknown-role</c>.</summary>
    public static string Known(ContentModel model, string role) =>
        AllOf(model).FirstOrDefault(k => k.Equals(role, StringComparison.OrdinalIgnoreCase))
        ?? throw WebErrors.RoleUnknown.With(("role", role), ("known", string.Join(", ", AllOf(model))));

    public static IReadOnlySet<string> PermissionsOf(IReadOnlyList<string> roles, ContentModel model)
    {
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(model);
        var permissions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var role in roles)
        {
            if (role.Equals(Administrator, StringComparison.OrdinalIgnoreCase))
            {
                permissions.Add(Permission.All);
            }
            else if (model.Roles.FirstOrDefault(r => r.Id.Equals(role, StringComparison.OrdinalIgnoreCase))?.Permissions is { } defined)
            {
                permissions.UnionWith(defined);
            }
            else if (role.Equals(Member, StringComparison.OrdinalIgnoreCase))
            {
                permissions.UnionWith(_member);
            }
        }

        return permissions;
    }
}

/// <summary>
/// Accounts and keys as requests meet them, remembered for a few seconds per tenant: a request costs no query, and a password
/// that was changed or a key that was revoked is felt at once here and within that time on other hosts.
/// </summary>
public sealed class AccountCache(ITenantAccessor tenants, TimeProvider time)
{
    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(5);
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Key), (long At, object? Value)> _known = new();

    public async ValueTask<T?> GetAsync<T>(string key, Func<CancellationToken, Task<T?>> load, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        var place = (tenants.Current.Name, key);
        if (_known.TryGetValue(place, out var known) && time.GetElapsedTime(known.At) < _freshFor)
        {
            return (T?)known.Value;
        }

        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        var at = time.GetTimestamp();
        var loaded = await load(cancellationToken);
        _known[place] = (at, loaded);
        return loaded;
    }

    /// <summary>Something about accounts or keys of the current tenant was changed here.</summary>
    public void Forget()
    {
        var tenant = tenants.Current.Name;
        foreach (var place in _known.Keys.Where(k => k.Tenant == tenant))
        {
            _known.TryRemove(place, out _);
        }
    }
}
