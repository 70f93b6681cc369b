using System.Text.RegularExpressions;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Tenants;

/// <summary>The tenants of the host, in its own small database.</summary>
internal sealed partial class HostTenantStore(HostDatabase host) : ITenantStore
{
    private const string Columns = "name, host_name, database, connection, schema, state, reason";

    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken)
    {
        await using var link = await host.OpenAsync(cancellationToken);
        return link is null ? [] : await link.ListAsync($"select {Columns} from tenants order by name", [], Read, cancellationToken);
    }

    public async Task<Tenant?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var link = await host.OpenAsync(cancellationToken);
        return link is null ? null : await link.FirstAsync($"select {Columns} from tenants where name = $1", [Arg.Text(name)], Read, cancellationToken);
    }

    public async Task CreateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (!TenantName().IsMatch(tenant.Name))
        {
            throw StorageErrors.BadTenantName.With(("tenant", tenant.Name));
        }

        await using var scope = await host.BeginAsync(cancellationToken);
        if (await scope.Link.FirstAsync("select 1 from tenants where name = $1", [Arg.Text(tenant.Name)], _ => true, cancellationToken))
        {
            throw StorageErrors.TenantExists.With(("tenant", tenant.Name));
        }

        await CheckHostNameAsync(scope.Link, tenant, cancellationToken);
        var placed = tenant.Database == DatabaseKind.Postgres && tenant.Schema is null ? tenant with { Schema = "t_" + tenant.Name } : tenant;
        await scope.Link.ExecuteAsync($"insert into tenants ({Columns}) values ($1, $2, $3, $4, $5, $6, $7)", Args(placed), cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    public async Task UpdateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var scope = await host.BeginAsync(cancellationToken);
        await CheckHostNameAsync(scope.Link, tenant, cancellationToken);
        await scope.Link.ExecuteAsync(
            "update tenants set host_name = $2, database = $3, connection = $4, schema = $5, state = $6, reason = $7 where name = $1", Args(tenant), cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<(string Tenant, DateTimeOffset Due)>> DueAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var link = await host.OpenAsync(cancellationToken);
        return link is null ? [] : await link.ListAsync(
            "select name, due from tenants where due <= $1 order by due", [Arg.Instant(until)], row => (row.Text(0), row.Instant(1)), cancellationToken);
    }

    public async Task SetDueAsync(string tenant, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        await using var scope = await host.BeginAsync(cancellationToken);
        await scope.Link.ExecuteAsync("update tenants set due = $2 where name = $1", [Arg.Text(tenant), Arg.Instant(due)], cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    private static async Task CheckHostNameAsync(Link link, Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.HostName is { } name
            && await link.FirstAsync("select 1 from tenants where host_name = $1 and name <> $2", [Arg.Text(Lower(name)), Arg.Text(tenant.Name)], _ => true, cancellationToken))
        {
            throw StorageErrors.HostNameTaken.With(("host", name));
        }
    }

    private static Arg[] Args(Tenant tenant) =>
    [
        Arg.Text(tenant.Name), Arg.Text(Lower(tenant.HostName)), Arg.Integer((long)tenant.Database), Arg.Text(tenant.Connection), Arg.Text(tenant.Schema),
        Arg.Integer((long)tenant.State), Arg.Text(tenant.Reason),
    ];

    private static Tenant Read(Row row) =>
        new(
            row.Text(0),
            row.TextOrNull(1),
            (DatabaseKind)row.Integer(2),
            row.TextOrNull(3),
            row.TextOrNull(4),
            (TenantStatus)row.Integer(5),
            row.TextOrNull(6));

    /// <summary>Host names know no case.</summary>
    private static string? Lower(string? name) => name?.ToLowerInvariant();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TenantName();
}
