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
        var all = await _database.Value.Users.AsNoTracking().ToListAsync(cancellationToken);
        var named = await _database.Value.UserRoles
            .Join(_database.Value.Roles, r => r.RoleId, r => r.Id, (r, role) => new { r.UserId, role.Name })
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

        if (await _users.Value.FindByEmailAsync(email) is not null)
        {
            throw WebErrors.AccountExists.With(("email", email));
        }

        if (account.Password.Length > 0)
        {
            return await EnsureAsync(account with { Email = email }, cancellationToken);
        }

        var user = await NewAsync(account, email, cancellationToken);
        Demand(await _users.Value.CreateAsync(user));
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
            && await _database.Value.Users.AsNoTracking().Where(u => u.EmployeeId == employee && u.Id != id).Select(u => u.Email).FirstOrDefaultAsync(cancellationToken) is { } other)
        {
            throw WebErrors.EmployeeTaken.With(("email", other));
        }

        var old = await _users.Value.GetRolesAsync(user);
        if (!old.SequenceEqual([change.Role], StringComparer.OrdinalIgnoreCase))
        {
            if (!change.Role.Equals(KnownRoles.Administrator, StringComparison.OrdinalIgnoreCase))
            {
                await DemandAnotherAdministratorAsync(id, cancellationToken);
            }

            await EnsureRoleAsync(user, change.Role);
            Demand(await _users.Value.RemoveFromRolesAsync(user, old.Where(r => !r.Equals(change.Role, StringComparison.OrdinalIgnoreCase))));
        }

        user.DisplayName = change.Name;
        user.Culture = change.Culture;
        user.EmployeeId = change.Employee;
        Demand(await _users.Value.UpdateAsync(user));
        cache.Forget();
    }

    public async Task ChooseAsync(long id, AccountChoices choices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var user = await GetAsync(id);
        (user.Culture, user.TimeZone, user.Density, user.StepsHidden) = (choices.Culture, choices.TimeZone, choices.Density, choices.StepsHidden);
        Demand(await _users.Value.UpdateAsync(user));
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
        Demand(await _users.Value.UpdateSecurityStampAsync(user));
        cache.Forget();
    }

    public async Task<string> MakeTokenAsync(long id, CancellationToken cancellationToken) =>
        await _users.Value.GeneratePasswordResetTokenAsync(await GetAsync(id));

    public async Task<AccountSnapshot> RedeemAsync(long id, string token, string password, CancellationToken cancellationToken)
    {
        var user = await OpenedByAsync(id, token) ?? throw WebErrors.LinkExpired.With();
        await CheckPasswordAsync(user.Email!, password);
        Demand(await _users.Value.ResetPasswordAsync(user, token, password));
        await _users.Value.SetLockoutEndDateAsync(user, null);
        cache.Forget();
        return (await FindByEmailAsync(user.Email!, cancellationToken))!;
    }

    public async Task<bool> IsOpenAsync(long id, string token) => await OpenedByAsync(id, token) is not null;

    private async Task<Account?> OpenedByAsync(long id, string token)
    {
        var user = await _users.Value.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture));
        return user is { DisabledAt: null }
            && await _users.Value.VerifyUserTokenAsync(user, _users.Value.Options.Tokens.PasswordResetTokenProvider, Microsoft.AspNetCore.Identity.UserManager<Account>.ResetPasswordTokenPurpose, token)
            ? user
            : null;
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
        employee is null || await _database.Value.Users.AnyAsync(u => u.EmployeeId == employee, cancellationToken) ? null : employee;

    private async Task<Account> GetAsync(long id) =>
        await _users.Value.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture)) ?? throw WebErrors.AccountUnknown.With(("email", id));

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
