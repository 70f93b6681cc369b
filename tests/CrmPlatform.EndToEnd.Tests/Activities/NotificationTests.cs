using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.EndToEnd.Tests.Pages;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>The bell, its stream, and who sees what.</summary>
public sealed class NotificationTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task A_reminder_arrives_on_the_page_that_is_open_and_waits_behind_the_bell()
    {
        var company = await sales.CreateAsync("Company", ("name", "Reminded Ltd"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");
        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("Ring at once");
        await tab.Page.Locator(".pane.task").GetByText("Pick a day").ClickAsync();
        var now = sales.Clock.GetUtcNow();
        await tab.Page.Locator(".pane.task [name=day]").FillAsync(now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await tab.Page.Locator(".pane.task [name=time]").FillAsync(now.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await tab.Button("Add task").ClickAsync();

        await Expect(tab.Page.Locator("#toasts .notice")).ToContainTextAsync("Ring at once", new() { Timeout = 30_000 });
        await Expect(tab.Page.Locator("[data-unread]")).Not.ToBeEmptyAsync();
        await tab.Page.Locator(".bell").ClickAsync();
        await Expect(tab.Page.Locator(".notices .new").First).ToContainTextAsync("Reminded Ltd");
        await tab.Page.Locator(".notices .new a").First.ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("Reminded Ltd");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_member_without_rights_sees_nothing_of_what_is_others()
    {
        await using var host = await TestHost.StartAsync();
        await GiveRoleAsync(host, new RoleDefinition { Id = "Clerk", Permissions = ["content.view.Task", "content.edit.Task"] });
        await host.CreateAccountAsync("clerk@example.com", "Clerk");
        var ids = await host.InTenantAsync(async services =>
        {
            var vera = await Sales.CreateAsync(services, "Employee", ("name", "Vera Secret"));
            var company = await Sales.CreateAsync(services, "Company", ("name", "Secret Ltd"));
            var task = await Sales.CreateAsync(services, "Task", ("name", "Secret task"), ("owner", vera), ("subject", new RecordRef("Company", company)), ("dueOn", new DateOnly(2026, 1, 1)));
            return (Vera: vera, Company: company, Task: task);
        });
        using var clerk = await host.SignInAsync("clerk@example.com");

        foreach (var address in new[] { "my-day", "my-day?who=all", $"my-day?who={ids.Vera}", "calendar?view=month&day=2026-01-01&who=all", "notifications", "c/Task" })
        {
            using var answer = await clerk.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            Assert.DoesNotContain("Secret", html, StringComparison.Ordinal);
        }

        var page = await clerk.GetStringAsync(new Uri("my-day", UriKind.Relative), TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = FormToken.In(page) });
        using var refused = await clerk.PostAsync(new Uri($"activities/Task/{ids.Task}/done", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [InlineData("my-day?who=all")]
    [InlineData("notifications")]
    [InlineData("calendar?view=week&who=all")]
    [InlineData("calendar?view=month&who=all")]
    [InlineData("c/Company/{company}")]
    public async Task A_page_is_accessible_fits_the_screen_and_weighs_little(string address)
    {
        var company = await sales.CreateAsync("Company", ("name", "Looked at Ltd"), ("phone", "+442079460018"));
        var about = new RecordRef("Company", company);
        var today = sales.Today;
        await sales.CreateAsync("Task", ("name", "Late and important"), ("subject", about), ("dueOn", today.AddDays(-3)), ("priority", "high"));
        await sales.CreateAsync("Call", ("name", "Talked"), ("subject", about), ("dueOn", today), ("state", "done"), ("result", "connected"), ("notes", "Wants a demo"));
        await sales.CreateAsync("Note", ("text", "Likes tea"), ("subject", about));
        foreach (var (width, dark, language) in new[] { (1440, false, "en-US"), (390, true, "ru") })
        {
            await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = width, Dark = dark, Language = language });
            await tab.Page.GotoAsync(address.Replace("{company}", $"{company}", StringComparison.Ordinal));
            Assert.Empty(await Accessibility.FindingsAsync(tab.Page, $"{address} at {width}"));
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"wider than the screen at {width}");
            Assert.DoesNotMatch(@"\b(activities|calendar|notifications)\.[a-z]", await tab.Page.Locator("body").InnerTextAsync());
            Assert.Equal(1, await tab.Title.CountAsync());
            Assert.Empty(tab.Complaints);
        }

        using var client = await (await sales.HostAsync()).SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Replace("{company}", $"{company}", StringComparison.Ordinal));
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 15 * 1024);
    }

    /// <summary>Lays a role over the tenant's model, as its administrator would.</summary>
    private static Task<bool> GiveRoleAsync(TestHost host, RoleDefinition role) => host.InTenantAsync(async services =>
    {
        var tenant = services.GetRequiredService<ITenantAccessor>().Current;
        var store = services.GetRequiredService<ITenantStateStore>();
        var stored = (await store.LoadAsync(tenant, CancellationToken.None))!;
        var model = (await services.GetRequiredService<ITenantStates>().GetAsync(CancellationToken.None)).Model;
        await store.SaveAsync(tenant, stored with { Own = new Layer { Id = "tenant", Roles = [role] } }, model, stored.Stamp, CancellationToken.None);
        return true;
    });
}
