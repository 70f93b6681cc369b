using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>From nothing to the first list.</summary>
public sealed class FirstRunTests(Browser browser)
{
    [Fact]
    public async Task A_person_sets_up_a_trade_and_is_signed_in_at_once()
    {
        await using var host = await TestHost.StartEmptyAsync();
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = host.Address.ToString() });
        await using var tab = new Tab(context, await context.NewPageAsync());
        await tab.Page.GotoAsync("");
        await Expect(tab.Title).ToHaveTextAsync("Set up your CRM");
        await tab.Page.GetByLabel("Name of your firm").FillAsync("Clear View Ltd");
        await tab.Page.GetByLabel("Your e-mail").FillAsync("owner@example.com");
        await tab.Page.GetByLabel("Password").FillAsync("short");
        await tab.Page.GetByLabel("Window installation").CheckAsync();
        await tab.Button("Set up").ClickAsync();
        await Expect(tab.Page.Locator("#password-error")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("Window installation")).ToBeCheckedAsync();

        await tab.Page.GetByLabel("Password").FillAsync("a long and plain sentence");
        await tab.Button("Set up").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToContainTextAsync("Measurement visits");
        await Expect(tab.Page.Locator(".brand").First).ToContainTextAsync("Clear View Ltd");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Sign_in_returns_to_the_page_that_was_asked_for()
    {
        await using var host = await TestHost.StartAsync(recipe: "b2b-sales");
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = host.Address.ToString(), JavaScriptEnabled = false });
        await using var tab = new Tab(context, await context.NewPageAsync());
        await tab.Page.GotoAsync("c/Company?sort=-name");
        await tab.Page.GetByLabel("E-mail").FillAsync(TestHost.Email);
        await tab.Page.GetByLabel("Password").FillAsync("wrong wrong wrong");
        await tab.Button("Sign in").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong");
        await tab.Page.GetByLabel("E-mail").FillAsync(TestHost.Email);
        await tab.Page.GetByLabel("Password").FillAsync(TestHost.Password);
        await tab.Button("Sign in").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("Companies");
        Assert.EndsWith("c/Company?sort=-name", tab.Page.Url, StringComparison.Ordinal);

        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Button("Sign out").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Sign in");
    }
}
