using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrmPlatform.Data.Identity;
using CrmPlatform.Localization;
using CrmPlatform.Web.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CrmPlatform.Web.Identity;

/// <summary>
/// Accounts and keys in the tenant's database, through Identity where it has a say. Most requests find both remembered, so what
/// reads them is made when it is first needed.
/// </summary>
internal sealed partial class Accounts(IServiceProvider services, AccountCache cache, EmployeeLinks employees, ITexts texts, TimeProvider time) : IAccounts
{
    private const string KeyPrefix = "crm_";
    private readonly Lazy<TenantDbContext> _database = new(services.GetRequiredService<TenantDbContext>);
    private readonly Lazy<UserManager<Account>> _users = new(services.GetRequiredService<UserManager<Account>>);
    private readonly Lazy<RoleManager<IdentityRole<long>>> _roles = new(services.GetRequiredService<RoleManager<IdentityRole<long>>>);

    public async Task<AccountSnapshot?> FindAsync(long id, CancellationToken cancellationToken) =>
        await cache.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"account {id}"),
            token => LoadAsync(_database.Value.Users.Where(u => u.Id == id), token),
            cancellationToken);

    public Task<AccountSnapshot?> FindByEmailAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = _users.Value.NormalizeEmail(email.Trim());
        return LoadAsync(_database.Value.Users.Where(u => u.NormalizedEmail == normalized), cancellationToken);
    }

    public async Task<AccountSnapshot> EnsureAsync(NewAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var email = account.Email.Trim();
        var user = await _users.Value.FindByEmailAsync(email);
        if (user is null)
        {
            await ValidateAsync(email, account.Password);
            user = await NewAsync(account, email, cancellationToken);
            Demand(await _users.Value.CreateAsync(user, account.Password));
        }

        foreach (var role in account.Roles)
        {
            await EnsureRoleAsync(user, role);
        }

        cache.Forget();
        return (await FindByEmailAsync(email, cancellationToken))!;
    }

    public async Task ValidateAsync(string email, string password)
    {
        if (!IsEmail(email))
        {
            throw WebErrors.SetupBadEmail.With(("email", email));
        }

        await CheckPasswordAsync(email, password);
    }

    private async Task CheckPasswordAsync(string email, string password)
    {
        foreach (var validator in _users.Value.PasswordValidators)
        {
            var result = await validator.ValidateAsync(_users.Value, new Account { UserName = email, Email = email }, password);
            if (!result.Succeeded)
            {
                var error = result.Errors.First();
                throw WebErrors.SetupBadPassword.With(("problem", PasswordProblem(error)));
            }
        }
    }

    public async Task<string> CreateKeyAsync(AccountSnapshot account, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var token = KeyPrefix + RandomNumberGenerator.GetHexString(48, lowercase: true);
        _database.Value.ApiKeys.Add(new ApiKey
        {
            Hash = HashOf(token),
            Prefix = token[..(KeyPrefix.Length + 6)],
            Name = name,
            AccountId = account.Id,
            CreatedAt = time.GetUtcNow(),
        });
        await _database.Value.SaveChangesAsync(cancellationToken);
        cache.Forget();
        return token;
    }

    public async Task<ApiKeySnapshot?> FindKeyAsync(string token, CancellationToken cancellationToken)
    {
        if (!token.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var hash = HashOf(token);
        return await cache.GetAsync(
            "key " + hash,
            async ct => await _database.Value.ApiKeys
                .AsNoTracking()
                .Where(k => k.Hash == hash && k.RevokedAt == null)
                .Select(k => new ApiKeySnapshot(k.Id, k.Name, k.AccountId))
                .FirstOrDefaultAsync(ct),
            cancellationToken);
    }

    private async Task<AccountSnapshot?> LoadAsync(IQueryable<Account> which, CancellationToken cancellationToken)
    {
        var user = await which.AsNoTracking().Where(u => u.DisabledAt == null).FirstOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            return null;
        }

        var ofUser = await _database.Value.UserRoles
            .Where(r => r.UserId == user.Id)
            .Join(_database.Value.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!)
            .ToListAsync(cancellationToken);
        return new AccountSnapshot(
            user.Id,
            user.Email!,
            user.DisplayName ?? user.Email!,
            user.SecurityStamp ?? "",
            ofUser,
            user.EmployeeId is { } employee && await employees.IsThereAsync(employee, cancellationToken) ? employee : null,
            new AccountChoices(user.Culture, user.TimeZone, user.Density, user.StepsHidden ?? false));
    }

    private async Task EnsureRoleAsync(Account user, string role)
    {
        await EnsureRoleExistsAsync(role);
        if (!await _users.Value.IsInRoleAsync(user, role))
        {
            Demand(await _users.Value.AddToRoleAsync(user, role));
        }
    }

    /// <summary>A role is stored with the first account that has it; two accounts may be the first at once.</summary>
    private async Task EnsureRoleExistsAsync(string role)
    {
        if (await _roles.Value.RoleExistsAsync(role))
        {
            return;
        }

        try
        {
            Demand(await _roles.Value.CreateAsync(new IdentityRole<long>(role)));
        }
        catch (DbUpdateException)
        {
            foreach (var mine in _database.Value.ChangeTracker.Entries<IdentityRole<long>>().Where(e => e.State == EntityState.Added).ToList())
            {
                mine.State = EntityState.Detached;
            }

            if (!await _roles.Value.RoleExistsAsync(role))
            {
                throw;
            }
        }
    }

    private string PasswordProblem(IdentityError error)
    {
        var culture = CultureInfo.CurrentUICulture;
        var key = "web.password." + error.Code;
        var text = texts.Get(culture, key, ("length", _users.Value.Options.Password.RequiredLength), ("different", _users.Value.Options.Password.RequiredUniqueChars));
        return text == key ? error.Description : text;
    }

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"Identity refused: {string.Join("; ", result.Errors.Select(e => e.Description))}");
        }
    }

    private static bool IsEmail(string email) =>
        email.Length is > 2 and <= 254
        && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        && System.Net.Mail.MailAddress.TryCreate(email, out var address)
        && address.Address == email;

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
