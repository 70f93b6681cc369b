namespace CrmPlatform.Web.Identity;

/// <summary>Accounts and API keys of the current tenant.</summary>
public interface IAccounts
{
    Task<AccountSnapshot?> FindAsync(long id, CancellationToken cancellationToken);

    Task<AccountSnapshot?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    /// <summary>Creates the account with its roles, or leaves one that exists as it is.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>setup.bad-email</c>, <c>setup.bad-password</c></exception>
    Task<AccountSnapshot> EnsureAsync(NewAccount account, CancellationToken cancellationToken);

    /// <summary>Checks what <see cref="EnsureAsync"/> would refuse, without a database.</summary>
    Task ValidateAsync(string email, string password);

    /// <summary>Makes an API key that acts for the account. Only its hash is stored: it is shown once.</summary>
    Task<string> CreateKeyAsync(AccountSnapshot account, string name, CancellationToken cancellationToken);

    /// <summary>The key behind a Bearer token; null when it is unknown or revoked.</summary>
    Task<ApiKeySnapshot?> FindKeyAsync(string token, CancellationToken cancellationToken);
}

/// <summary>An account to create.</summary>
public sealed record NewAccount(string Email, string Password, string? Name, string? Culture, IReadOnlyList<string> Roles);

public sealed record ApiKeySnapshot(long Id, string Name, long Account);
