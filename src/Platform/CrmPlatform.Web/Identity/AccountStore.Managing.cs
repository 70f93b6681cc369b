using System.Globalization;
using CrmPlatform.Data.Identity;
using CrmPlatform.Web.Errors;
using Microsoft.EntityFrameworkCore;

namespace CrmPlatform.Web.Identity;

/// <summary>What an administrator does with accounts.</summary>
internal sealed partial class Accounts
{
    public async Task<IReadOnlyList<AccountRow>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await database.Users.AsNoTracking().ToListAsync(cancellationToken);
        var named = await database.UserRoles
            .Join(database.Roles, r => r.RoleId, r => r.Id, (r, role) => new { r.UserId, role.Name })
            .ToListAsync(cancellationToken);
        var ofUsers = named.ToLookup(r => r.UserId, r => r.Name!);
        return [.. all
            .Select(u => new AccountRow(
                u.Id, u.Email!, u.DisplayName ?? u.Email!, [.. ofUsers[u.Id]], u.EmployeeId, u.Culture, u.LastSignInAt, u.DisabledAt, u.PasswordHash is not null))
            .OrderBy(a => a.DisabledAt is not null).ThenBy(a => a.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    public async Task<AccountSnapshot> AddAsync(NewAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var email = account.Email.Trim();
        if (!IsEmail(email))
        {
            throw WebErrors.SetupBadEmail.With(("email", email));
        }

        if (await users.FindByEmailAsync(email) is not null)
        {
            throw WebErrors.AccountExists.With(("email", email));
        }

        if (account.Password.Length > 0)
        {
            return await EnsureAsync(account with { Email = email }, cancellationToken);
        }

        var user = await NewAsync(account, email, cancellationToken);
        Demand(await users.CreateAsync(user));
        foreach (var role in account.Roles)
        {
            await EnsureRoleAsync(user, role);
        }

        cache.Forget();
        return (await FindByEmailAsync(email, cancellationToken))!;
    }

    public async Task ChangeAsync(long id, AccountChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var user = await GetAsync(id);
        if (change.Employee is { } employee
            && await database.Users.AsNoTracking().Where(u => u.EmployeeId == employee && u.Id != id).Select(u => u.Email).FirstOrDefaultAsync(cancellationToken) is { } other)
        {
            throw WebErrors.EmployeeTaken.With(("email", other));
        }

        var old = await users.GetRolesAsync(user);
        if (!old.SequenceEqual([change.Role], StringComparer.OrdinalIgnoreCase))
        {
            if (!change.Role.Equals(KnownRoles.Administrator, StringComparison.OrdinalIgnoreCase))
            {
                await DemandAnotherAdministratorAsync(id, cancellationToken);
            }

            await EnsureRoleAsync(user, change.Role);
            Demand(await users.RemoveFromRolesAsync(user, old.Where(r => !r.Equals(change.Role, StringComparison.OrdinalIgnoreCase))));
        }

        user.DisplayName = change.Name;
        user.Culture = change.Culture;
        user.EmployeeId = change.Employee;
        Demand(await users.UpdateAsync(user));
        cache.Forget();
    }

    public async Task DisableAsync(long id, bool disabled, CancellationToken cancellationToken)
    {
        var user = await GetAsync(id);
        if (disabled)
        {
            await DemandAnotherAdministratorAsync(id, cancellationToken);
        }

        user.DisabledAt = disabled ? user.DisabledAt ?? time.GetUtcNow() : null;
        Demand(await users.UpdateSecurityStampAsync(user));
        cache.Forget();
    }

    public async Task<string> MakeTokenAsync(long id, CancellationToken cancellationToken) =>
        await users.GeneratePasswordResetTokenAsync(await GetAsync(id));

    public async Task<AccountSnapshot> RedeemAsync(long id, string token, string password, CancellationToken cancellationToken)
    {
        var user = await users.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture));
        if (user is not { DisabledAt: null }
            || !await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, Microsoft.AspNetCore.Identity.UserManager<Account>.ResetPasswordTokenPurpose, token))
        {
            throw WebErrors.LinkExpired.With();
        }

        await CheckPasswordAsync(user.Email!, password);
        Demand(await users.ResetPasswordAsync(user, token, password));
        await users.SetLockoutEndDateAsync(user, null);
        cache.Forget();
        return (await FindByEmailAsync(user.Email!, cancellationToken))!;
    }

    private async Task<Account> NewAsync(NewAccount account, string email, CancellationToken cancellationToken)
    {
        var name = string.IsNullOrWhiteSpace(account.Name) ? email.Split('@')[0] : account.Name.Trim();
        return new Account
        {
            UserName = email,
            Email = email,
            DisplayName = name,
            Culture = account.Culture,
            CreatedAt = time.GetUtcNow(),
            EmployeeId = await FreeAsync(await employees.EnsureAsync(email, name, cancellationToken), cancellationToken),
        };
    }

    /// <summary>An employee has one account at most.</summary>
    private async Task<long?> FreeAsync(long? employee, CancellationToken cancellationToken) =>
        employee is null || await database.Users.AnyAsync(u => u.EmployeeId == employee, cancellationToken) ? null : employee;

    private async Task<Account> GetAsync(long id) =>
        await users.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture)) ?? throw WebErrors.AccountUnknown.With(("email", id));

    /// <summary>Someone must be left who can let others in.</summary>
    private async Task DemandAnotherAdministratorAsync(long id, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(cancellationToken);
        bool Administers(AccountRow row) => row.DisabledAt is null && row.Roles.Contains(KnownRoles.Administrator, StringComparer.OrdinalIgnoreCase);
        if (rows.Any(r => r.Id == id && Administers(r)) && !rows.Any(r => r.Id != id && Administers(r)))
        {
            throw WebErrors.LastAdministrator.With();
        }
    }
}
