using CrmPlatform.Data.Backup;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Identity;
using CrmPlatform.Data.Outbox;
using CrmPlatform.Data.Sessions;
using CrmPlatform.Data.Tenants;
using CrmPlatform.Events;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmPlatform.Data;

public static class DataServices
{
    /// <summary>
    /// Storage on SQLite and PostgreSQL. Needs <see cref="Hosting.PlatformOptions"/> and <see cref="ITenantAccessor"/> from others.
    /// </summary>
    public static IServiceCollection AddCrmData(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DirectoryLock>();
        services.AddSingleton<SqlitePool>();
        services.AddSingleton<PostgresSources>();
        services.AddSingleton<TenantStorages>();
        services.AddSingleton<TenantDatabase>();
        services.AddSingleton<ITenantDatabase>(provider => provider.GetRequiredService<TenantDatabase>());
        services.AddSingleton<HostDatabase>();
        services.AddSingleton<ITenantStore, HostTenantStore>();
        services.AddSingleton<IDatabaseProbe, DatabaseProbe>();
        services.AddSingleton<ITenantStateStore, TenantStateStore>();
        services.AddSingleton<IOutboxStore, OutboxStore>();
        services.AddSingleton<ISchedules, Schedules>();
        services.AddSingleton<ITenantBackup, TenantBackup>();
        services.TryAddSingleton<IDuplicateKeyText, FoldedDuplicateKeyText>();
        services.AddScoped(provider =>
        {
            var storage = provider.GetRequiredService<TenantStorages>().Get(provider.GetRequiredService<ITenantAccessor>().Current);
            return new TenantDbContext(TenantDbContextOptions.For(storage), storage as SqliteStorage);
        });
        return services;
    }
}
