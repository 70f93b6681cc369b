namespace CrmPlatform.Web.Identity;

/// <summary>Accounts and API keys of the current tenant.</summary>
public interface IAccounts
{
    Task<AccountSnapshot?> FindAsync(long id, CancellationToken cancellationToken);

    Task<AccountSnapshot?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    /// <summary>Every account, disabled ones too, by name.</summary>
    Task<IReadOnlyList<AccountRow>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates the account with its roles, or leaves one that exists as it is. Where the tenant has employees, a new account is
    /// linked to the one with its e-mail, who is created if need be.
    /// </summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>setup.bad-email</c>, <c>setup.bad-password</c></exception>
    Task<AccountSnapshot> EnsureAsync(NewAccount account, CancellationToken cancellationToken);

    /// <summary>Checks what <see cref="EnsureAsync"/> would refuse, without a database.</summary>
    Task ValidateAsync(string email, string password);

    /// <summary>As <see cref="EnsureAsync"/>, but an e-mail that is taken is refused. Without a password the account waits for its one-time link.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>account.exists</c> and those of <see cref="EnsureAsync"/></exception>
    Task<AccountSnapshot> AddAsync(NewAccount account, CancellationToken cancellationToken);

    /// <summary>Changes name, role, language and employee.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>account.unknown</c>, <c>account.last-administrator</c>, <c>account.employee-taken</c></exception>
    Task ChangeAsync(long id, AccountChange change, CancellationToken cancellationToken);

    /// <summary>Keeps what the person chose for themselves.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>account.unknown</c></exception>
    Task ChooseAsync(long id, AccountChoices choices, CancellationToken cancellationToken);

    /// <summary>Shuts an account out, or lets it in again. Its cookies and keys are worth nothing from then on.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>account.unknown</c>, <c>account.last-administrator</c></exception>
    Task DisableAsync(long id, bool disabled, CancellationToken cancellationToken);

    /// <summary>A token that lets whoever holds it choose the account's password, once and within a day.</summary>
    Task<string> MakeTokenAsync(long id, CancellationToken cancellationToken);

    /// <summary>Whether a token of <see cref="MakeTokenAsync"/> still opens the account.</summary>
    Task<bool> IsOpenAsync(long id, string token);

    /// <summary>Sets the password by a token of <see cref="MakeTokenAsync"/>.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>account.link-expired</c>, <c>setup.bad-password</c></exception>
    Task<AccountSnapshot> RedeemAsync(long id, string token, string password, CancellationToken cancellationToken);

    /// <summary>Makes an API key that acts for the account. Only its hash is stored: it is shown once.</summary>
    Task<string> CreateKeyAsync(AccountSnapshot account, string name, CancellationToken cancellationToken);

    /// <summary>The key behind a Bearer token; null when it is unknown or revoked.</summary>
    Task<ApiKeySnapshot?> FindKeyAsync(string token, CancellationToken cancellationToken);
}

/// <summary>An account to create.</summary>
/// <param name="Password">Empty for <see cref="IAccounts.AddAsync"/>: the person chooses it by a link.</param>
public sealed record NewAccount(string Email, string Password, string? Name, string? Culture, IReadOnlyList<string> Roles);

/// <summary>An account as the list of accounts shows it.</summary>
public sealed record AccountRow(
    long Id, string Email, string Name, IReadOnlyList<string> Roles, long? Employee, string? Culture, DateTimeOffset? LastSignInAt, DateTimeOffset? DisabledAt, bool HasPassword);

/// <summary>What may be changed of an account.</summary>
/// <param name="Culture">Two-letter language; null: the tenant's.</param>
public sealed record AccountChange(string Name, string Role, string? Culture, long? Employee);

public sealed record ApiKeySnapshot(long Id, string Name, long Account);
