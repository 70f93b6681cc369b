using System.Collections.Concurrent;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Connections;

/// <summary>The storage of each tenant that this process has met.</summary>
internal sealed class TenantStorages(PlatformOptions options, SqlitePool sqlite, PostgresSources postgres, DirectoryLock directory)
{
    private readonly ConcurrentDictionary<string, TenantStorage> _storages = new(StringComparer.OrdinalIgnoreCase);

    public TenantStorage Get(Tenant tenant)
    {
        while (true)
        {
            var storage = _storages.GetOrAdd(tenant.Name, static (_, arg) => arg.self.Create(arg.tenant), (self: this, tenant));
            if (SamePlace(storage.Tenant, tenant))
            {
                return storage;
            }

            _storages.TryUpdate(tenant.Name, Create(tenant), storage);
        }
    }

    /// <summary>The folder with a SQLite tenant's database.</summary>
    public string PathOf(Tenant tenant) => Path.Combine(options.DataDirectory, "tenants", tenant.Name, "crm.db");

    private static bool SamePlace(Tenant one, Tenant other) =>
        ReferenceEquals(one, other)
        || (one.Database == other.Database && one.Connection == other.Connection && SchemaOf(one) == SchemaOf(other));

    private static string SchemaOf(Tenant tenant) => tenant.Schema ?? "t_" + tenant.Name;

    private TenantStorage Create(Tenant tenant) =>
        tenant.Database == DatabaseKind.Sqlite
            ? new SqliteStorage(tenant, PathOf(tenant), sqlite, directory)
            : new PostgresStorage(
                tenant,
                tenant.Connection ?? options.HostConnection ?? throw new InvalidOperationException($"Tenant {tenant.Name} has no connection string."),
                SchemaOf(tenant),
                postgres);
}
