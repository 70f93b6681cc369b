using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Tenants;

/// <summary>A cookie whose name and path are the tenant's, chosen when it is read or written.</summary>
public sealed class TenantCookieBuilder(ITenantAccessor tenants, string prefix) : CookieBuilder
{
    public override string? Name
    {
        get => tenants.CurrentOrNull is { } tenant ? $"{prefix}.{tenant.Name}" : prefix;
        set { }
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = base.Build(context, expiresFrom);
        options.Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/";
        return options;
    }
}
