using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Records that may be there already are shown while a form is filled in.</summary>
public sealed class SameTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task Whoever_is_there_already_is_shown_while_typing_and_nobody_is_asked_again_on_saving()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        var there = await sales.CreateAsync("Contact", ("name", "Ada There"), ("email", mail));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Ada again");
        await tab.Page.Locator("[name=email]").FillAsync(mail[..^4]);
        await tab.Page.Locator("[name=email]").FillAsync(mail.ToUpperInvariant());

        var note = tab.Page.Locator(".field:has([name=email]) .same");
        await Expect(note).ToContainTextAsync("Ada There");
        await Expect(note.GetByRole(AriaRole.Link, new() { Name = "Open" })).ToHaveAttributeAsync("href", $"/c/Contact/{there}");
        await tab.Button("Create contact").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Ada again");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_note_goes_when_the_value_changes()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await sales.CreateAsync("Contact", ("name", "Bob There"), ("email", mail));
        var other = await sales.CreateAsync("Contact", ("name", "Bob Other"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Contact/{other}/edit");
        await tab.Page.Locator("[name=email]").FillAsync(mail);
        await Expect(tab.Page.Locator(".same")).ToContainTextAsync("Bob There");

        await tab.Page.Locator("[name=email]").FillAsync("bob.other@example.com");

        await Expect(tab.Page.Locator(".same")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_a_script_the_form_asks_once_before_it_creates_another()
    {
        var name = $"Same {Guid.NewGuid():N}"[..16];
        await sales.CreateAsync("Company", ("name", name));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name.ToUpperInvariant());
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(name);
        Assert.Single(await NamedAsync(name));

        await tab.Button("Create anyway").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name.ToUpperInvariant());
        Assert.Equal(2, (await NamedAsync(name)).Count);
    }

    [Fact]
    public async Task A_company_that_was_found_while_another_was_to_be_created_takes_its_place()
    {
        var name = $"Found {Guid.NewGuid():N}"[..16];
        await sales.CreateAsync("Company", ("name", name));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Cleo");
        await tab.Page.Locator("input[name='company.text']").PressSequentiallyAsync("Nobody at all");
        await tab.Page.Locator(".combo-list .make").ClickAsync();
        await tab.Page.Locator("[name='company~new.name']").FillAsync(name);
        await tab.Page.Locator(".within .same").GetByRole(AriaRole.Button, new() { Name = "Use this one" }).ClickAsync();
        await Expect(tab.Page.Locator("input[name='company.text']")).ToHaveValueAsync(name);
        await tab.Button("Create contact").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Cleo");
        await Expect(tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = name }).First).ToBeVisibleAsync();
        Assert.Single(await NamedAsync(name));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_contact_that_is_there_already_is_added_to_the_company_in_place_of_another()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        var there = await sales.CreateAsync("Contact", ("firstName", "Dora"), ("lastName", "There"), ("email", mail));
        var company = await sales.CreateAsync("Company", ("name", "Links"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");
        var panel = tab.Page.Locator("#record-related");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Contact", Exact = true }).ClickAsync();
        await panel.GetByLabel("First name").FillAsync("Dora");
        await panel.GetByLabel("E-mail").FillAsync(mail);
        await Expect(panel.Locator(".same")).ToContainTextAsync("Dora There");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Add it here" }).ClickAsync();

        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "Dora There" })).ToBeVisibleAsync();
        Assert.Equal(company, (await sales.FindAsync("Contact", there))["company"]);
        Assert.Single(await sales.QueryAsync(new ContentQuery { Type = "Contact", Columns = ["name"], Where = new SearchFilter(mail) }));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Whoever_may_not_see_a_record_is_not_told_its_name()
    {
        await using var host = await TestHost.StartAsync();
        await host.GiveRoleAsync(new RoleDefinition { Id = "Clerk", Permissions = ["content.view.Contact", "content.edit.Contact", "content.edit.Company"] });
        await host.CreateAccountAsync("clerk@example.com", "Clerk");
        await host.InTenantAsync(s => Sales.CreateAsync(s, "Company", ("name", "Secret Ltd"), ("taxId", "777")));
        using var clerk = await host.SignInAsync("clerk@example.com");
        var token = TestContext.Current.CancellationToken;
        var page = await clerk.GetStringAsync(new Uri("c/Company/new", UriKind.Relative), token);
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken.In(page),
            ["~token"] = FormToken.Named(page, "~token"),
            ["name"] = "Secret Ltd",
            ["taxId"] = "777",
        };

        foreach (var address in new[] { "c/Company/new/same", "c/Company/new" })
        {
            using var form = new FormUrlEncodedContent(fields);
            using var answer = await clerk.PostAsync(new Uri(address, UriKind.Relative), form, token);
            var html = await answer.Content.ReadAsStringAsync(token);
            Assert.DoesNotContain("already there", html, StringComparison.Ordinal);
            Assert.DoesNotContain("“Secret", html, StringComparison.Ordinal);
            Assert.DoesNotContain("&quot;Secret", html, StringComparison.Ordinal);
        }
    }

    private Task<IReadOnlyList<QueryRowOf>> NamedAsync(string name) => sales.QueryAsync(new ContentQuery
    {
        Type = "Company",
        Columns = ["name"],
        Where = new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement(name)),
    });
}
