using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Tenants;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Tenants;

/// <summary>
/// Finds the tenant of a request and enters it: by host name, else by the prefix <c>/t/{name}</c> (which becomes the path
/// base), else the default one. Nothing behind it ever runs without a tenant but health and the commands of the host.
/// </summary>
public sealed class TenantMiddleware(RequestDelegate next, TenantDirectory tenants, ITenantAccessor accessor, RequestStates states)
{
    /// <summary>Paths of the host itself, which no tenant owns.</summary>
    private static readonly string[] _hostPaths = ["/health", "/_host"];

    /// <summary>What a tenant that is not set up yet answers to: its set-up, and files that any page needs.</summary>
    private static readonly string[] _setupPaths = ["/setup", "/_content", "/_framework"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (Array.Exists(_hostPaths, context.Request.IsUnder))
        {
            await next(context);
            return;
        }

        var tenant = await ResolveAsync(context);
        if (tenant.State == TenantStatus.Closed)
        {
            context.Response.Headers.RetryAfter = "60";
            throw TenantErrors.Closed.With(("tenant", tenant.Name), ("reason", tenant.Reason));
        }

        using var entered = accessor.Enter(tenant);
        states.Begin();
        if (tenant.State == TenantStatus.Created && !Array.Exists(_setupPaths, context.Request.IsUnder))
        {
            SendToSetup(context, tenant);
            return;
        }

        await next(context);
    }

    private async ValueTask<Tenant> ResolveAsync(HttpContext context)
    {
        var request = context.Request;
        var cancellationToken = context.RequestAborted;
        if (await tenants.ByHostAsync(request.Host.Host, cancellationToken) is { } byHost)
        {
            return byHost;
        }

        if (!request.Path.StartsWithSegments("/t", StringComparison.Ordinal, out var rest) || !TrySplit(rest, out var name, out var path))
        {
            return await FindAsync(Tenant.DefaultName, cancellationToken);
        }

        // Set before the tenant is found: an error is told as the rest of the path asks for.
        var pathBase = request.PathBase.Add("/t");
        request.PathBase = pathBase.Add("/" + name);
        request.Path = path;
        var tenant = await FindAsync(name, cancellationToken);
        request.PathBase = pathBase.Add("/" + tenant.Name);
        return tenant;
    }

    /// <summary>A tenant with a host name of its own answers only there: its cookies must not meet another tenant's pages.</summary>
    private async ValueTask<Tenant> FindAsync(string name, CancellationToken cancellationToken) =>
        await tenants.ByNameAsync(name, cancellationToken) is { } tenant && (tenant.HostName is null || tenant.Name == Tenant.DefaultName)
            ? tenant
            : throw WebErrors.TenantUnknown.With(("tenant", name));

    private static bool TrySplit(PathString rest, out string name, out PathString path)
    {
        var text = rest.Value ?? "";
        var slash = text.StartsWith('/') ? text.IndexOf('/', 1) : -1;
        name = slash < 0 ? text.TrimStart('/') : text[1..slash];
        path = slash < 0 ? new PathString("/") : new PathString(text[slash..]);
        return name.Length > 0;
    }

    private static void SendToSetup(HttpContext context, Tenant tenant)
    {
        var request = context.Request;
        if ((!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            || request.IsForPrograms())
        {
            throw TenantErrors.NotSetUp.With(("tenant", tenant.Name));
        }

        context.Response.Redirect(request.PathBase + "/setup");
    }
}
