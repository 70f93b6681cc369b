using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>A record that is created from within the form of another, of a name that a lookup did not find.</summary>
public sealed class CreateWithinTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task A_company_that_is_not_there_is_created_with_its_contact_by_keys_alone_and_one_undo_takes_both_back()
    {
        var company = Fresh("Acme");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Nora");
        await Company(tab).FocusAsync();
        await tab.Page.Keyboard.TypeAsync(company);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("[name='company~new.name']")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(tab.Title).ToHaveTextAsync("Nora");
        await Expect(tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = company }).First).ToBeVisibleAsync();
        Assert.Single(await NamedAsync("Company", company));
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tab.Page.GetByText("This record is in the bin")).ToBeVisibleAsync();
        Assert.Empty(await NamedAsync("Company", company));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_is_wrong_with_the_company_is_said_beside_its_field_and_nothing_is_saved()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        var contact = Fresh("Refused");
        await tab.Page.GetByLabel("First name").FillAsync(contact);
        await Company(tab).PressSequentiallyAsync("Zyx Nobody");
        await tab.Page.Locator(".combo-list .make").ClickAsync();
        await tab.Page.Locator("[name='company~new.name']").FillAsync("");
        await tab.Button("Create contact").ClickAsync();

        await Expect(tab.Page.Locator("[name='company~new.name']")).ToHaveAttributeAsync("aria-invalid", "true");
        await tab.Page.Locator("#form-errors a").ClickAsync();
        await Expect(tab.Page.Locator("[name='company~new.name']")).ToBeFocusedAsync();
        await Expect(tab.Page.GetByLabel("First name")).ToHaveValueAsync(contact);
        Assert.Empty(await NamedAsync("Contact", contact));

        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(Company(tab)).ToBeFocusedAsync();
        await Expect(tab.Page.Locator(".within")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_a_script_the_name_that_was_not_found_becomes_a_company_by_a_button()
    {
        var company = Fresh("Plain");
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Ann");
        await Company(tab).FillAsync(company);
        await tab.Button("Create contact").ClickAsync();
        await tab.Button($"Create company “{company}”").ClickAsync();
        await Expect(tab.Page.Locator("[name='company~new.name']")).ToHaveValueAsync(company);
        await Expect(tab.Page.GetByLabel("First name")).ToHaveValueAsync("Ann");
        await tab.Button("Create contact").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Ann");
        Assert.Single(await NamedAsync("Company", company));
    }

    [Fact]
    public async Task A_contact_of_two_words_is_created_from_the_form_of_a_deal()
    {
        var last = Fresh("Quist");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/new?name=Big+one");
        var contact = tab.Page.Locator("input[name='contact.text']");
        if (!await contact.IsVisibleAsync())
        {
            await tab.Page.Locator("details.rest > summary").ClickAsync();
        }

        await contact.PressSequentiallyAsync($"Nora {last}");
        await tab.Page.Locator(".combo-list .make").ClickAsync();
        await Expect(tab.Page.Locator("[name='contact~new.lastName']")).ToHaveValueAsync(last);
        await tab.Button("Create deal").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Big one");
        Assert.Single(await NamedAsync("Contact", $"Nora {last}"));
    }

    [Fact]
    public async Task A_cell_of_a_list_creates_the_company_it_points_to()
    {
        var (contact, company) = (Fresh("Cellular"), Fresh("Made"));
        var id = await sales.CreateAsync("Contact", ("name", contact), ("firstName", contact));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Contact?q={contact}");
        await tab.Page.Locator($"tr[data-id='{id}'] td").Nth(2).DblClickAsync();
        await tab.Page.Locator(".cell-form input[data-source]").PressSequentiallyAsync(company);
        await tab.Page.Locator(".combo-list .make").ClickAsync();
        await Expect(tab.Page.Locator("[name='company~new.name']")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator(".cell-form")).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator($"tr[data-id='{id}']")).ToContainTextAsync(company);
        Assert.Single(await NamedAsync("Company", company));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_form_with_a_company_within_that_is_sent_twice_at_once_creates_one_of_each()
    {
        var (contact, company) = (Fresh("Twice"), Fresh("Twin"));
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();
        var token = TestContext.Current.CancellationToken;
        var page = await client.GetStringAsync(new Uri("c/Contact/new", UriKind.Relative), token);
        var within = await client.GetStringAsync(new Uri($"lookup/Contact/company/new?as=Company&q={company}", UriKind.Relative), token);
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken.In(page),
            ["~token"] = FormToken.Named(page, "~token"),
            ["firstName"] = contact,
            ["company"] = "",
            ["company.text"] = company,
            ["company~new"] = "Company",
            ["company~new.~token"] = FormToken.Named(within, "company~new.~token"),
            ["company~new.name"] = company,
        };

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            using var form = new FormUrlEncodedContent(fields);
            using var answer = await client.PostAsync(new Uri("c/Contact/new", UriKind.Relative), form, token);
            Assert.Equal(System.Net.HttpStatusCode.Found, answer.StatusCode);
        }));

        Assert.Single(await NamedAsync("Company", company));
        Assert.Single(await NamedAsync("Contact", contact));
    }

    [Fact]
    public async Task Whoever_may_not_create_is_not_offered_it_and_refused()
    {
        await using var host = await TestHost.StartAsync();
        await host.GiveRoleAsync(new RoleDefinition { Id = "Reader", Permissions = ["content.view", "content.edit.Contact"] });
        await host.CreateAccountAsync("reader@example.com", "Reader");
        using var client = await host.SignInAsync("reader@example.com");
        var token = TestContext.Current.CancellationToken;

        var options = await client.GetStringAsync(new Uri("lookup/Contact/company?new=1&q=Nowhere", UriKind.Relative), token);
        using var answer = await client.GetAsync(new Uri("lookup/Contact/company/new?as=Company&q=Nowhere", UriKind.Relative), token);

        Assert.DoesNotContain("data-make", options, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("~token", await client.GetStringAsync(new Uri("c/Contact/new", UriKind.Relative), token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_with_a_new_company_and_a_task_for_tomorrow_at_ten_take_eight_keys_and_no_click()
    {
        var (company, last) = (Fresh("Job"), Fresh("Quist"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact");
        var keys = tab.Page.Keyboard;
        await keys.PressAsync("n");
        await Expect(tab.Page.GetByLabel("First name")).ToBeFocusedAsync();
        await keys.TypeAsync("Nora");
        await keys.PressAsync("Tab");
        await keys.TypeAsync(last);
        await keys.PressAsync("Tab");
        await keys.TypeAsync(company);
        await keys.PressAsync("Enter");
        await Expect(tab.Page.Locator("[name='company~new.name']")).ToBeFocusedAsync();
        await keys.PressAsync("Control+Shift+Enter");
        await Expect(tab.Page.Locator(".pane.task [name=name]")).ToBeFocusedAsync();
        await keys.TypeAsync("Send the price list");
        await keys.PressAsync("Tab");
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("Control+Enter");

        await Expect(tab.Page.Locator(".todos")).ToContainTextAsync("Send the price list");
        var contact = Assert.Single(await NamedAsync("Contact", $"Nora {last}"));
        Assert.Single(await NamedAsync("Company", company));
        var task = Assert.Single(await sales.QueryAsync(new ContentQuery
        {
            Type = "Task",
            Columns = ["dueOn", "time"],
            Where = new FieldCondition("subject", FilterOperator.Equal, JsonSerializer.SerializeToElement($"Contact/{contact.Id}")),
        }));
        Assert.Equal([sales.Today.AddDays(1), "10:00"], task.Values);
        Assert.Empty(tab.Complaints);
    }

    private static ILocator Company(Tab tab) => tab.Page.Locator("input[name='company.text']");

    private Task<IReadOnlyList<QueryRowOf>> NamedAsync(string type, string name) => sales.QueryAsync(new ContentQuery
    {
        Type = type,
        Columns = ["name"],
        Where = new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement(name)),
    });

    private static string Fresh(string what) => Regex.Replace($"{what} {Guid.NewGuid():N}"[..16], "[ ]", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
