using System.Data.Common;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Fixed;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CrmPlatform.Data.Identity;

/// <summary>
/// The fixed tables of a tenant: accounts, roles and keys for Identity's stores; the others stand in the model only so that one
/// description makes them on both databases. Injected, it works on the current tenant by a connection of its own; with
/// <see cref="OnAsync(IReadSession, CancellationToken)"/> inside a session's transaction.
/// </summary>
public sealed class TenantDbContext : IdentityDbContext<Account, IdentityRole<long>, long>
{
    private readonly SqliteStorage? _storage;

    internal TenantDbContext(DbContextOptions<TenantDbContext> options, SqliteStorage? storage = null)
        : base(options) => _storage = storage;

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>A context on a session's connection, and in its transaction when it writes.</summary>
    public static async Task<TenantDbContext> OnAsync(IReadSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await OnAsync(session.Connection, session.Transaction, cancellationToken);
    }

    internal static async Task<TenantDbContext> OnAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var context = new TenantDbContext(TenantDbContextOptions.Over(connection));
        if (transaction is not null)
        {
            await context.Database.UseTransactionAsync(transaction, cancellationToken);
        }

        return context;
    }

    /// <summary>Outside a session it waits for its turn to write, as every writer of a SQLite file.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (_storage is null || Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using var turn = await _storage.EnterAsync(WritePriority.Interactive, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite cannot sort DateTimeOffset, PostgreSQL refuses one with an offset.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        builder.Entity<Account>().ToTable("sys_accounts");
        builder.Entity<IdentityRole<long>>().ToTable("sys_roles");
        builder.Entity<IdentityUserRole<long>>().ToTable("sys_account_roles");
        builder.Entity<IdentityUserClaim<long>>().ToTable("sys_account_claims");
        builder.Entity<IdentityUserLogin<long>>().ToTable("sys_account_logins");
        builder.Entity<IdentityUserToken<long>>().ToTable("sys_account_tokens");
        builder.Entity<IdentityRoleClaim<long>>().ToTable("sys_role_claims");
        builder.Entity<IdentityUserPasskey<long>>().ToTable("sys_account_passkeys");
        builder.Entity<ApiKey>(key =>
        {
            key.ToTable("sys_api_keys");
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => k.AccountId);
        });
        FixedTablesModel.Add(builder);
    }

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
        instant => instant.UtcDateTime,
        stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
}
