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
        await Expect(tab.Page.Locator(".field")).ToHaveCountAsync(4);
        await tab.Page.Locator("form").EvaluateAsync("f => { f.noValidate = true; }");
        await tab.Page.GetByLabel("Your e-mail").FillAsync("owner");
        await tab.Page.GetByLabel("Password").FillAsync("short");
        await tab.Button("Set up").ClickAsync();
        await Expect(tab.Page.Locator(".err")).ToHaveCountAsync(3);
        await tab.Page.GetByLabel("Your name").FillAsync("Olga Winter");
        await tab.Page.GetByLabel("Your e-mail").FillAsync("owner@example.com");
        await tab.Page.GetByLabel("Password").FillAsync("short");
        await tab.Page.GetByLabel("Window installation").CheckAsync();
        await tab.Page.GetByText("Sums are in USD").ClickAsync();
        await tab.Page.GetByLabel("Currency of sums").SelectOptionAsync("GBP");
        await tab.Button("Set up").ClickAsync();
        await Expect(tab.Page.Locator("#password-error")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("Window installation")).ToBeCheckedAsync();

        await tab.Page.GetByLabel("Password").FillAsync("a long and plain sentence");
        await tab.Button("Set up").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToContainTextAsync("Measurement visits");
        await Expect(tab.Page.Locator("summary.who")).ToContainTextAsync("Olga Winter");
        await tab.Page.GotoAsync("c/Employee");
        await Expect(tab.Page.Locator("tbody")).ToContainTextAsync("Olga Winter");

        // There is work for the first day, and one button takes all of it away.
        await tab.Page.GotoAsync("my-day");
        await Expect(tab.Page.Locator("#my-day")).ToContainTextAsync("Recount the shop front with a discount");
        await tab.Page.GotoAsync("c/Deal/board/windows");
        await Expect(tab.Page.Locator(".lane .deal")).Not.ToHaveCountAsync(0);
        await Expect(tab.Page.Locator(".lane", new() { HasText = "£" })).Not.ToHaveCountAsync(0);
        await tab.Page.GotoAsync("admin/samples");
        await tab.Page.Locator("main button.danger, main button.primary").First.ClickAsync();
        await Expect(tab.Page.GetByText("No sample records")).ToBeVisibleAsync();
        await tab.Page.GotoAsync("my-day");
        await Expect(tab.Page.Locator("#my-day .todo")).ToHaveCountAsync(0);

        await tab.Page.GotoAsync("admin/firm");
        await tab.Page.GetByLabel("Name of the firm").FillAsync("Clear View Ltd");
        await tab.Button("Save").ClickAsync();
        await Expect(tab.Page.Locator(".brand").First).ToContainTextAsync("Clear View Ltd");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_firm_that_is_set_up_in_Russian_writes_the_family_name_first_until_it_says_otherwise()
    {
        await using var host = await TestHost.StartEmptyAsync();
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = host.Address.ToString(), Locale = "ru-RU" });
        await using var tab = new Tab(context, await context.NewPageAsync());
        await tab.Page.GotoAsync("");
        await tab.Page.GetByLabel("Ваше имя").FillAsync("Ольга Зимина");
        await tab.Page.GetByLabel("Ваша эл. почта").FillAsync("owner@example.com");
        await tab.Page.GetByLabel("Пароль").FillAsync("длинная и простая фраза");
        await tab.Button("Настроить").ClickAsync();
        await Expect(tab.Page.Locator("summary.who")).ToContainTextAsync("Ольга Зимина");
        await tab.Page.GotoAsync("my-day");
        await Expect(tab.Page.Locator("#my-day")).ToContainTextAsync("Осмотреть погреб");
        await tab.Page.GotoAsync("c/Deal");
        await Expect(tab.Page.Locator("#list tbody")).ToContainTextAsync("₽");
        await tab.Page.GotoAsync("c/Contact");
        await Expect(tab.Page.Locator("#list tbody")).ToContainTextAsync("Бронников Кирилл");
        await tab.Page.GotoAsync("c/Contact/new");
        Assert.Equal(["Фамилия", "Имя"], (await tab.Page.Locator(".field > label").AllInnerTextsAsync()).Take(2));
        await tab.Page.GetByLabel("Фамилия").FillAsync("Иванова");
        await tab.Page.GetByLabel("Имя", new() { Exact = true }).FillAsync("Анна");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Title).ToHaveTextAsync("Иванова Анна");

        await tab.Page.GotoAsync("admin/firm");
        await tab.Page.GetByLabel("Сначала имя").CheckAsync();
        await tab.Button("Сохранить").ClickAsync();
        await Expect(tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Отменить" })).ToBeVisibleAsync();
        await tab.Page.GotoAsync("c/Contact");
        await Expect(tab.Page.Locator("#list tbody")).ToContainTextAsync("Кирилл Бронников");
        await Expect(tab.Page.Locator("#list tbody")).ToContainTextAsync("Анна Иванова");
        await tab.Page.GotoAsync("acts");
        await tab.Button("Отменить").First.ClickAsync();
        await Expect(tab.Toast).ToBeVisibleAsync();
        await tab.Page.GotoAsync("c/Contact");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Иванова Анна" }).ClickAsync();
        await tab.Page.Locator("a[data-key=e]").ClickAsync();
        await Expect(tab.Page.GetByLabel("Фамилия")).ToHaveValueAsync("Иванова");
        await tab.Page.GotoAsync("c/Contact/new");
        Assert.Equal(["Имя", "Фамилия"], (await tab.Page.Locator(".field > label").AllInnerTextsAsync()).Take(2));
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
