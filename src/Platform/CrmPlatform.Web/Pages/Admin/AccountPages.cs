using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Account;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>People who sign in, with the employees behind them.</summary>
public sealed record AccountsData(IReadOnlyList<AccountRow> Accounts, IReadOnlyDictionary<RecordRef, RecordLink> Employees)
{
    public RecordLink? EmployeeOf(AccountRow account) =>
        account.Employee is { } id ? Employees.GetValueOrDefault(new RecordRef(EmployeeField.TargetType, id)) : null;
}

/// <summary>The form of an account.</summary>
/// <param name="Account">Null while it is being added.</param>
/// <param name="Link">A one-time link that was just made, or null.</param>
public sealed record AccountForm(AccountRow? Account, AccountInput Input, RecordLink? Employee, string? Link, IReadOnlyDictionary<string, string> Errors)
{
    public string? Error(string field) => Errors.GetValueOrDefault(field);
}

/// <summary>What was typed.</summary>
public sealed record AccountInput(string Email, string Name, string Role, string Culture, string Password);

/// <summary>Accounts: listed, added, changed, shut out.</summary>
internal static class AccountPages
{
    private const string Home = "/admin/accounts";

    public static async Task<IResult> ListAsync(PageContext page)
    {
        var accounts = await page.Services.GetRequiredService<IAccounts>().ListAsync(page.Aborted);
        return page.View<AccountsPage>(new AccountsData(accounts, await EmployeesAsync(page, accounts)));
    }

    public static Task<IResult> NewAsync(PageContext page) =>
        Task.FromResult<IResult>(page.View<AccountPage>(new AccountForm(null, new AccountInput("", "", KnownRoles.Member, page.Settings.Culture, ""), null, null, _noErrors)));

    public static async Task<IResult> AddAsync(PageContext page)
    {
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var input = Read(form);
        try
        {
            var role = KnownRoles.Known(page.Model, input.Role);
            DemandMayTouch(page, [role]);
            var added = await page.Services.GetRequiredService<IAccounts>().AddAsync(
                new NewAccount(input.Email, input.Password, input.Name, CultureOf(page, input.Culture), [role]), page.Aborted);
            return page.Go(PathOf(added.Id) + (input.Password.Length == 0 ? "?link=1" : ""), new Flash(page.T("flash.account-added", ("email", added.Email))));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.View<AccountPage>(new AccountForm(null, input, null, null, ErrorsOf(page, error)), error.Code.Status);
        }
    }

    /// <summary>An account; with <c>?link=1</c> also a one-time link to its password.</summary>
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var account = await FindAsync(page);
        if (page.Request.Query.ContainsKey("link"))
        {
            DemandMayTouch(page, account.Roles);
        }

        var link = page.Request.Query.ContainsKey("link") && account.DisabledAt is null ? await LinkAsync(page, account) : null;
        return page.View<AccountPage>(await FormAsync(page, account, null, link, _noErrors));
    }

    public static async Task<IResult> SaveAsync(PageContext page)
    {
        var account = await FindAsync(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var input = Read(form) with { Email = account.Email };
        try
        {
            DemandMayTouch(page, [.. account.Roles, KnownRoles.Known(page.Model, input.Role)]);
            var change = new AccountChange(
                input.Name.Length == 0 ? account.Name : input.Name,
                KnownRoles.Known(page.Model, input.Role),
                CultureOf(page, input.Culture),
                await EmployeeOfAsync(page, form));
            await page.Services.GetRequiredService<IAccounts>().ChangeAsync(account.Id, change, page.Aborted);
            return page.Go(Home, new Flash(page.T("flash.saved")));
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return page.View<AccountPage>(await FormAsync(page, account, input, null, ErrorsOf(page, error)), error.Code.Status);
        }
    }

    public static async Task<IResult> DisableAsync(PageContext page)
    {
        var account = await FindAsync(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var disable = form["on"] != "true";
        DemandMayTouch(page, account.Roles);
        try
        {
            if (disable && page.Actor.Id == $"user:{account.Id.ToString(CultureInfo.InvariantCulture)}")
            {
                throw WebErrors.NotYourself.With();
            }

            await page.Services.GetRequiredService<IAccounts>().DisableAsync(account.Id, disable, page.Aborted);
            return page.Go(Home, new Flash(page.T(disable ? "flash.account-off" : "flash.account-on", ("name", account.Name))));
        }
        catch (UserError error)
        {
            return page.View<AccountPage>(await FormAsync(page, account, null, null, ErrorsOf(page, error)), error.Code.Status);
        }
    }

    /// <summary>Who keeps accounts without being an administrator must not become one by them.</summary>
    private static void DemandMayTouch(PageContext page, IReadOnlyList<string> roles)
    {
        if (roles.Contains(KnownRoles.Administrator, StringComparer.OrdinalIgnoreCase) && !page.Actor.Can(Permission.All))
        {
            throw PlatformErrors.Forbidden.With(("permission", Permission.All));
        }
    }

    private static readonly Dictionary<string, string> _noErrors = new(StringComparer.Ordinal);

    private static AccountInput Read(IFormCollection form) => new(
        form["email"].ToString().Trim(), form["name"].ToString().Trim(), form["role"].ToString(), form["culture"].ToString(), form["password"].ToString());

    private static async Task<AccountForm> FormAsync(PageContext page, AccountRow account, AccountInput? input, string? link, IReadOnlyDictionary<string, string> errors)
    {
        var employees = await EmployeesAsync(page, [account]);
        input ??= new AccountInput(account.Email, account.Name, (account.Roles is [var role, ..] ? role : KnownRoles.Member), account.Culture ?? "", "");
        return new AccountForm(account, input, new AccountsData([account], employees).EmployeeOf(account), link, errors);
    }

    private static Task<IReadOnlyDictionary<RecordRef, RecordLink>> EmployeesAsync(PageContext page, IReadOnlyList<AccountRow> accounts)
    {
        var named = page.Model.Find(EmployeeField.TargetType) is null ? [] : accounts.Where(a => a.Employee is not null).Select(a => new RecordRef(EmployeeField.TargetType, a.Employee!.Value)).ToHashSet();
        return page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, named, page.Aborted);
    }

    private static async Task<AccountRow> FindAsync(PageContext page)
    {
        var written = page.Request.RouteValues["account"] as string;
        var accounts = await page.Services.GetRequiredService<IAccounts>().ListAsync(page.Aborted);
        return accounts.FirstOrDefault(a => a.Id.ToString(CultureInfo.InvariantCulture) == written)
            ?? throw PlatformErrors.NotFound.With(("type", page.T("accounts.one")), ("id", written));
    }

    private static async Task<long?> EmployeeOfAsync(PageContext page, IFormCollection form) =>
        page.Model.Find(EmployeeField.TargetType) is { } type ? await Picked.ReadAsync(page, type, form, "employee") : null;

    private static string? CultureOf(PageContext page, string culture) =>
        page.Services.GetRequiredService<ITexts>().Cultures.FirstOrDefault(c => c.Name == culture)?.Name;

    private static async Task<string> LinkAsync(PageContext page, AccountRow account)
    {
        var token = await page.Services.GetRequiredService<IAccounts>().MakeTokenAsync(account.Id, page.Aborted);
        var path = page.Url($"{PasswordPages.Path}?account={account.Id.ToString(CultureInfo.InvariantCulture)}&token={Uri.EscapeDataString(token)}");
        return $"{page.Request.Scheme}://{page.Request.Host}{path}";
    }

    private static string PathOf(long id) => $"{Home}/{id.ToString(CultureInfo.InvariantCulture)}";

    private static Dictionary<string, string> ErrorsOf(PageContext page, UserError error)
    {
        var field = error.Id == WebErrors.SetupBadEmail.Id || error.Id == WebErrors.AccountExists.Id ? "email"
            : error.Id == WebErrors.SetupBadPassword.Id ? "password"
            : error.Id == WebErrors.EmployeeTaken.Id || error is AmbiguousNameError ? "employee"
            : error.Id == WebErrors.RoleUnknown.Id ? "role"
            : "";
        return new Dictionary<string, string>(StringComparer.Ordinal) { [field] = page.T(error) };
    }
}
