using System.Data.Common;
using CrmPlatform.Data.Connections;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CrmPlatform.Data.Identity;

/// <summary>How a <see cref="TenantDbContext"/> reaches its database.</summary>
internal static class TenantDbContextOptions
{
    /// <summary>The context asks the application for the version of Identity's tables: with passkeys, and keys of one length.</summary>
    private static readonly IServiceProvider _identity = new ServiceCollection()
        .Configure<IdentityOptions>(options =>
        {
            options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            options.Stores.MaxLengthForKeys = 128;
        })
        .BuildServiceProvider();

    /// <summary>Over a connection that is open already.</summary>
    public static DbContextOptions<TenantDbContext> Over(DbConnection connection)
    {
        var options = new DbContextOptionsBuilder<TenantDbContext>().UseApplicationServiceProvider(_identity);
        _ = connection is NpgsqlConnection ? options.UseNpgsql(connection) : options.UseSqlite(connection);
        return options.Options;
    }

    /// <summary>By a connection of its own, opened when needed.</summary>
    public static DbContextOptions<TenantDbContext> For(TenantStorage storage)
    {
        var options = new DbContextOptionsBuilder<TenantDbContext>().UseApplicationServiceProvider(_identity);
        _ = storage switch
        {
            SqliteStorage sqlite => options.UseSqlite(SqlitePool.ConnectionString(sqlite.Path)),
            PostgresStorage postgres => options.UseNpgsql(postgres.Source).AddInterceptors(new SchemaTurner(postgres)),
            _ => throw new NotSupportedException(storage.GetType().Name),
        };
        return options.Options;
    }

    /// <summary>Connections of the shared pool come with whatever schema the tenant before had.</summary>
    private sealed class SchemaTurner(PostgresStorage storage) : DbConnectionInterceptor
    {
        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
            await storage.TurnAsync((NpgsqlConnection)connection, cancellationToken);

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            throw new NotSupportedException("Accounts are read and written asynchronously.");
    }
}
