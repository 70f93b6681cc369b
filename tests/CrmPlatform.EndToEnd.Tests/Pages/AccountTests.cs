using System.Net;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Identity;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>People who sign in: added, linked to employees, shut out.</summary>
public sealed class AccountTests(Browser browser, Sales sales)
{
    private static string NewEmail() => $"p{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task The_administrator_of_a_set_up_is_an_employee_and_owns_what_they_create()
    {
        var host = await sales.HostAsync();
        var employee = Assert.Single(await sales.QueryAsync(ByEmail(TestHost.Email)));
        var name = $"Mine {Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.GetByLabel("Name").First.FillAsync(name);
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);

        await tab.Page.GotoAsync("c/Company?f1=owner&o1=eq&v1=me");

        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        Assert.Equal(employee.Id, (await host.InTenantAsync(s => s.GetRequiredService<IAccounts>().FindByEmailAsync(TestHost.Email, CancellationToken.None)))!.Employee);
    }

    [Fact]
    public async Task Several_accounts_may_be_the_first_of_a_role_at_once()
    {
        await using var host = await TestHost.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.CreateAccountAsync(NewEmail(), "Member")));

        var accounts = await host.InTenantAsync(s => s.GetRequiredService<IAccounts>().ListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, accounts.Count(a => a.Roles.SequenceEqual(["Member"], StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_account_takes_the_employee_with_its_e_mail()
    {
        var host = await sales.HostAsync();
        var email = NewEmail();
        var employee = await sales.CreateAsync("Employee", ("name", "Here before"), ("email", email));

        var account = await host.CreateAccountAsync(email, KnownRoles.Member);

        Assert.Equal(employee, account.Employee);
    }

    [Fact]
    public async Task An_account_whose_employee_is_in_the_bin_can_still_create()
    {
        var host = await sales.HostAsync();
        var email = NewEmail();
        var account = await host.CreateAccountAsync(email, KnownRoles.Member);
        await host.InTenantAsync(s => s.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet { Actor = Actor.System, Act = new ActInfo("system"), Changes = [new DeleteChange("Employee", account.Employee!.Value)] },
            CancellationToken.None));

        var found = await host.InTenantAsync(s => s.GetRequiredService<IAccounts>().FindByEmailAsync(email, CancellationToken.None));

        Assert.Null(found!.Employee);
    }

    [Fact]
    public async Task A_person_is_added_without_a_password_and_chooses_one_by_a_link_that_works_once()
    {
        var email = NewEmail();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("admin/accounts");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add a person" }).ClickAsync();
        await tab.Page.GetByLabel("E-mail").FillAsync(email);
        await tab.Page.GetByLabel("Name").FillAsync("Nadia Reyes");
        await tab.Button("Add a person").ClickAsync();
        var link = await tab.Page.GetByLabel("One-time link").InputValueAsync();

        await using var other = await sales.OpenAsync(browser, new TabOptions { SignedIn = false, Script = false });
        await other.Page.GotoAsync(link);
        await other.Page.GetByLabel("New password").FillAsync("short");
        await other.Button("Save and sign in").ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("10 characters");
        await other.Page.GetByLabel("New password").FillAsync("a long and plain sentence");
        await other.Button("Save and sign in").ClickAsync();
        await Expect(other.Page.Locator("summary.who")).ToContainTextAsync("Nadia Reyes");

        await other.Page.GotoAsync(link);
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
        await Expect(other.Page.GetByLabel("New password")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_person_who_is_shut_out_cannot_go_on_nor_sign_in()
    {
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync(NewEmail(), KnownRoles.Member);
        using var theirs = await host.SignInAsync(account.Email);
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"admin/accounts/{account.Id}");
        await tab.Button("Shut out").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("can no longer sign in");

        using var page = await theirs.GetAsync(new Uri("c/Deal", UriKind.Relative), TestContext.Current.CancellationToken);
        using var client = host.Anonymous();
        using var again = await TestHost.PostSignInAsync(client, account.Email, TestHost.Password);

        Assert.Contains("sign-in", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("error=", again.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_shut_out_nor_made_a_member()
    {
        await using var host = await TestHost.StartAsync();
        var accounts = await host.InTenantAsync(s => s.GetRequiredService<IAccounts>().ListAsync(CancellationToken.None));
        var only = Assert.Single(accounts);

        var off = await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => host.InTenantAsync(async s =>
        {
            await s.GetRequiredService<IAccounts>().DisableAsync(only.Id, true, CancellationToken.None);
            return 0;
        }));
        var member = await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => host.InTenantAsync(async s =>
        {
            await s.GetRequiredService<IAccounts>().ChangeAsync(only.Id, new AccountChange("A", KnownRoles.Member, null, only.Employee), CancellationToken.None);
            return 0;
        }));

        Assert.Equal(("account.last-administrator", "account.last-administrator"), (off.Id, member.Id));
    }

    [Fact]
    public async Task An_account_is_linked_to_another_employee_by_name_also_without_a_script()
    {
        var host = await sales.HostAsync();
        var name = $"Linked {Guid.NewGuid():N}"[..18];
        var employee = await sales.CreateAsync("Employee", ("name", name));
        var account = await host.CreateAccountAsync(NewEmail(), KnownRoles.Member);
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"admin/accounts/{account.Id}");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Employee" }).FillAsync("Nobody Nowhere");
        await tab.Button("Save").ClickAsync();
        await Expect(tab.Page.Locator("main")).ToContainTextAsync("Nobody Nowhere");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Employee" }).FillAsync(name);
        await tab.Button("Save").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Saved");

        var rows = await host.InTenantAsync(s => s.GetRequiredService<IAccounts>().ListAsync(CancellationToken.None));
        Assert.Equal(employee, rows.Single(r => r.Id == account.Id).Employee);
    }

    [Fact]
    public async Task A_rate_is_entered_and_a_deal_in_that_currency_can_be_saved()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("admin/rates");
        await tab.Page.GetByLabel("Currency").FillAsync("usd");
        await tab.Page.GetByLabel("One is worth").FillAsync("2");
        await tab.Button("Save the rate").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("other than USD");
        await tab.Page.GetByLabel("Currency").FillAsync("sek");
        await tab.Page.GetByLabel("One is worth").FillAsync("0.095");
        await tab.Button("Save the rate").ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "SEK" })).ToContainTextAsync("0.095");
        var deal = await sales.CreateAsync("Deal", ("name", "In crowns"), ("amount", new Money(100m, "SEK")));
        Assert.True(deal > 0);
    }

    [Fact]
    public async Task A_rate_is_never_taken_for_another_and_can_be_taken_away_and_put_back()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("admin/rates");
        foreach (var (currency, rate) in new[] { ("NOK", "1,08"), ("XYZ", "2") })
        {
            await tab.Page.GetByLabel("Currency").FillAsync(currency);
            await tab.Page.GetByLabel("One is worth").FillAsync(rate);
            await tab.Button("Save the rate").ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(currency == "NOK" ? "1,08 cannot be an exchange rate" : "XYZ");
            await Expect(tab.Page.GetByLabel("One is worth")).ToHaveValueAsync(rate);
        }

        await tab.Page.GetByLabel("Currency").FillAsync("NOK");
        await tab.Page.GetByLabel("One is worth").FillAsync("0.098");
        await tab.Button("Save the rate").ClickAsync();
        var row = tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "NOK" });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);

        await tab.Toast.GetByRole(AriaRole.Link, new() { Name = "Put it back" }).ClickAsync();
        await tab.Button("Save the rate").ClickAsync();
        await Expect(row).ToContainTextAsync("0.098");
    }

    [Fact]
    public async Task What_each_role_may_do_is_said_in_words()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("admin/accounts/new");
        await tab.Page.GetByText("What each role may do").ClickAsync();

        await Expect(tab.Page.Locator("details .facts-list")).ToContainTextAsync("everything, the settings too");
        await Expect(tab.Page.Locator("details .facts-list")).Not.ToContainTextAsync("content.");
    }

    [Fact]
    public async Task A_feature_that_others_need_says_so_and_has_no_switch()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("admin/features/Crm.Contacts");

        await Expect(tab.Page.Locator("main")).ToContainTextAsync("Stays on while these are on");
        await Expect(tab.Page.Locator("main")).ToContainTextAsync("Companies: ");
        await Expect(tab.Button("Switch off")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("admin/accounts")]
    [InlineData("admin/accounts/new")]
    [InlineData("admin/accounts/1")]
    [InlineData("admin/rates")]
    public async Task A_member_may_not_open_the_settings(string address)
    {
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync(NewEmail(), KnownRoles.Member);
        using var client = await host.SignInAsync(account.Email);

        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static ContentQuery ByEmail(string email) => new()
    {
        Type = "Employee",
        Columns = ["name"],
        Where = new FieldCondition("email", FilterOperator.Equal, System.Text.Json.JsonSerializer.SerializeToElement(email)),
    };
}
