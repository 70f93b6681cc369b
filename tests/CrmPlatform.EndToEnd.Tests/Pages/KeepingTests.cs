using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Nothing typed is lost: not with the connection, not with the session, not by leaving in haste.</summary>
public sealed class KeepingTests(Browser browser, Sales sales)
{
    private static readonly string _long = string.Join('\n', Enumerable.Repeat("A long remark, with “quotes” & <b>marks</b>.", 200));

    [Fact]
    public async Task A_form_sent_without_a_connection_says_so_keeps_everything_and_is_saved_once_by_trying_again()
    {
        var name = Fresh("Offline");
        await using var tab = await sales.OpenAsync(browser);
        await FillCompanyAsync(tab, name);

        await tab.Page.Context.SetOfflineAsync(true);
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not saved: there is no connection.");
        await Expect(tab.Page.Locator("[name=description]")).ToHaveValueAsync(_long);

        await tab.Page.Context.SetOfflineAsync(false);
        await tab.Button("Try again").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name);
        Assert.Equal(_long, (await OnlyAsync("Company", name, "description"))[0]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_form_sent_after_the_session_has_ended_is_saved_by_signing_in_over_it()
    {
        var name = Fresh("Expired");
        await using var tab = await sales.OpenAsync(browser);
        await FillCompanyAsync(tab, name);

        await tab.Page.Context.ClearCookiesAsync();
        await tab.Button("Create company").ClickAsync();
        await SignInAgainAsync(tab, "wrong password entirely");
        await Expect(tab.Page.Locator("dialog.again [role=alert]")).ToBeVisibleAsync();
        await SignInAgainAsync(tab);

        await Expect(tab.Title).ToHaveTextAsync(name);
        Assert.Equal(_long, (await OnlyAsync("Company", name, "description"))[0]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_file_chosen_after_the_session_has_ended_is_sent_by_signing_in_over_it()
    {
        var name = Fresh("Uploaded");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("import?type=Company");
        await tab.Page.Context.ClearCookiesAsync();
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "firms.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes($"Name\n{name}\n") });

        var dialog = tab.Page.Locator("dialog.again");
        await Expect(dialog.GetByLabel("E-mail")).ToHaveValueAsync(TestHost.Email);
        await Expect(dialog.GetByLabel("Password")).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync(TestHost.Password);
        await tab.Page.Keyboard.PressAsync("Enter");

        await tab.Button("Import 1 row").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show 1 new record" })).ToBeVisibleAsync();
        Assert.Equal(name, (await OnlyAsync("Company", name, "name"))[0]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_a_form_travels_through_the_sign_in_page_and_back()
    {
        var name = Fresh("Plain");
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name);
        await tab.Page.Locator("details.rest > summary").ClickAsync();
        await tab.Page.Locator("[name=description]").FillAsync(_long);

        await tab.Page.Context.ClearCookiesAsync();
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your session has ended");
        await SignInAsync(tab, "wrong password entirely");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).Not.ToContainTextAsync("session");
        await SignInAsync(tab, TestHost.Password);
        await tab.Button("Go on with what you typed").ClickAsync();
        await Expect(tab.Page.Locator("[name=description]")).ToHaveValueAsync(_long);
        await tab.Button("Create company").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name);
        Assert.Equal(_long, (await OnlyAsync("Company", name, "description"))[0]);
    }

    [Fact]
    public async Task A_form_of_another_site_is_not_kept()
    {
        var host = await sales.HostAsync();
        using var client = host.Anonymous();
        foreach (var (origin, kept) in new[] { ("https://evil.example", false), ("null", false), (host.Address.GetLeftPart(UriPartial.Authority), true) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "c/Company/new") { Content = new FormUrlEncodedContent([new("name", "Lured Ltd"), new("password", "secret-thing")]) };
            request.Headers.Add("Origin", origin);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(kept, html.Contains("Lured Ltd", StringComparison.Ordinal));
            Assert.DoesNotContain("secret-thing", html, StringComparison.Ordinal);
        }
    }

    private static async Task SignInAsync(Tab tab, string password)
    {
        await tab.Page.GetByLabel("E-mail").FillAsync(TestHost.Email);
        await tab.Page.GetByLabel("Password").FillAsync(password);
        await tab.Button("Sign in").ClickAsync();
    }

    [Fact]
    public async Task Whoever_does_not_sign_in_again_keeps_the_form_and_its_text()
    {
        var name = Fresh("Declined");
        await using var tab = await sales.OpenAsync(browser);
        await FillCompanyAsync(tab, name);

        await tab.Page.Context.ClearCookiesAsync();
        await tab.Button("Create company").ClickAsync();
        await tab.Page.Locator("dialog.again").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("you are signed out");
        await Expect(tab.Page.Locator("[name=description]")).ToHaveValueAsync(_long);
    }

    [Fact]
    public async Task A_cell_keeps_what_was_typed_over_a_lost_connection_and_an_ended_session()
    {
        var name = Fresh("Cell");
        var id = await sales.CreateAsync("Company", ("name", name));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={name}");
        var cell = tab.Page.Locator($"tr[data-id='{id}'] td").Nth(4);
        await cell.DblClickAsync();
        var input = tab.Page.Locator(".cell-form input.input");
        await input.FillAsync("+1 415 555 2671");

        await tab.Page.Context.SetOfflineAsync(true);
        await input.PressAsync("Enter");
        await Expect(tab.Page.Locator(".cell-form .unsent")).ToContainTextAsync("Not saved: there is no connection.");
        await Expect(input).ToHaveValueAsync("+1 415-555-2671");

        await tab.Page.Context.SetOfflineAsync(false);
        await tab.Page.Context.ClearCookiesAsync();
        await tab.Button("Try again").ClickAsync();
        await SignInAgainAsync(tab);

        await Expect(cell).ToContainTextAsync("+1 415-555-2671");
        Assert.Equal("+14155552671", (await sales.FindAsync("Company", id))["phone"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_composer_keeps_what_was_typed_over_a_lost_connection_and_an_ended_session()
    {
        var id = await sales.CreateAsync("Company", ("name", Fresh("Composed")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{id}");
        await tab.Page.Keyboard.PressAsync("c");
        await tab.Page.Keyboard.TypeAsync("Remember the tea");

        await tab.Page.Context.SetOfflineAsync(true);
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page.Locator(".pane.note .unsent")).ToContainTextAsync("Not saved: there is no connection.");

        await tab.Page.Context.SetOfflineAsync(false);
        await tab.Page.Context.ClearCookiesAsync();
        await tab.Button("Try again").ClickAsync();
        await SignInAgainAsync(tab);

        await Expect(tab.Page.Locator("#timeline-entries")).ToContainTextAsync("Remember the tea");
    }

    [Fact]
    public async Task Leaving_a_changed_form_asks_and_leaving_an_unchanged_or_saved_one_does_not()
    {
        var name = Fresh("Left");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync("Half");
        await tab.Page.Locator("[name=name]").FillAsync("");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/c/Company$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(tab.Complaints);

        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name);
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("[name=name]")).ToHaveValueAsync(name);
        Assert.Single(tab.Complaints, "dialog: ");

        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Title).ToHaveTextAsync(name);
        Assert.Single(tab.Complaints);
    }

    [Fact]
    public async Task A_form_that_was_refused_still_asks_before_it_is_left()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=phone]").FillAsync("not a number");
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Page.Locator("#form-errors")).ToBeFocusedAsync();

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();

        await Expect(tab.Page.Locator("[name=phone]")).ToHaveValueAsync("not a number");
        Assert.Single(tab.Complaints, "dialog: ");
    }

    [Fact]
    public async Task Going_back_after_a_save_shows_an_empty_form_and_creates_nothing_again()
    {
        var name = Fresh("Back");
        await using var tab = await sales.OpenAsync(browser);
        await FillCompanyAsync(tab, name);
        await tab.Button("Create company").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);

        await tab.Page.GoBackAsync();
        await Expect(tab.Title).ToHaveTextAsync("New company");
        await tab.Page.GoForwardAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);

        await OnlyAsync("Company", name, "name");
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(1440, false, "en-US")]
    [InlineData(390, true, "ru")]
    public async Task A_form_with_a_record_within_a_warning_errors_and_the_sign_in_over_it_is_accessible(int width, bool dark, string language)
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await sales.CreateAsync("Contact", ("name", "Same Person"), ("email", mail));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = width, Dark = dark, Language = language });
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.Locator("[name='company.text']").PressSequentiallyAsync("Nobody knows");
        await Expect(tab.Page.Locator(".combo-list .make")).ToBeVisibleAsync();
        await AssertAccessibleAsync(tab, "options");
        await tab.Page.Locator(".combo-list .make").ClickAsync();
        await tab.Page.Locator("[name='company~new.name']").FillAsync("");
        await tab.Page.Locator("[name=email]").FillAsync(mail);
        await Expect(tab.Page.Locator(".same")).ToBeVisibleAsync();
        await tab.Page.Locator("[name=phone]").FillAsync("nonsense");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page.Locator("#form-errors a")).ToHaveCountAsync(2);
        await AssertAccessibleAsync(tab, "errors");
        await tab.Page.Context.ClearCookiesAsync();
        await tab.Page.Locator("[name=phone]").PressAsync("Control+Enter");
        await Expect(tab.Page.Locator("dialog.again")).ToBeVisibleAsync();
        await AssertAccessibleAsync(tab, "sign-in");
        Assert.Empty(tab.Complaints);
    }

    private static async Task AssertAccessibleAsync(Tab tab, string look)
    {
        Assert.Empty(await Accessibility.FindingsAsync(tab.Page, look));
        Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{look}: wider than the screen");
    }

    private static async Task FillCompanyAsync(Tab tab, string name)
    {
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name);
        await tab.Page.Locator("details.rest > summary").ClickAsync();
        await tab.Page.Locator("[name=description]").FillAsync(_long);
    }

    private static async Task SignInAgainAsync(Tab tab, string password = TestHost.Password)
    {
        var dialog = tab.Page.Locator("dialog.again");
        await dialog.GetByLabel("E-mail").FillAsync(TestHost.Email);
        await dialog.GetByLabel("Password").FillAsync(password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private async Task<IReadOnlyList<object?>> OnlyAsync(string type, string name, params string[] columns) =>
        Assert.Single(await sales.QueryAsync(new ContentQuery
        {
            Type = type,
            Columns = columns,
            Where = new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement(name)),
        })).Values;

    private static string Fresh(string what) => $"{what} {Guid.NewGuid():N}"[..18];
}
