using System.Text;
using CrmPlatform.Content.RecipeRecords;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The first steps of a new workspace, and its sample records.</summary>
public sealed class FirstStepTests(Browser browser)
{
    private static readonly byte[] _clients = Encoding.UTF8.GetBytes("Name,Phone,Website\nNorthwind,+1 202 555 0101,https://north.example.com\nContoso,+1 202 555 0102,https://contoso.example.com\n");

    [Fact]
    public async Task The_first_step_ends_at_the_persons_own_clients_before_a_single_field_is_asked_and_ticks_itself()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        await using var tab = await Sales.Of(host).OpenAsync(browser);
        await tab.Page.GotoAsync("");
        await Expect(tab.Title).ToHaveTextAsync("First steps");
        await Expect(tab.Page.Locator(".step.done")).ToHaveCountAsync(0);

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Import a file" }).ClickAsync();
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "clients.csv", MimeType = "text/csv", Buffer = _clients });
        await tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import 2 rows", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show 2 new records" }).ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Companies");
        await Expect(tab.Page.Locator("#list tbody tr[data-id]")).ToHaveCountAsync(2);
        await tab.Page.GotoAsync("");
        await Expect(tab.Page.Locator(".step.done")).ToHaveCountAsync(1);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "See your clients" }).ClickAsync();
        await Expect(tab.Page.Locator("#list tbody tr[data-id]")).ToHaveCountAsync(2);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_steps_tick_by_what_is_there_hide_and_return_from_the_menu()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        var sales = Sales.Of(host);
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await host.CreateAccountAsync("colleague@example.com", "Member");
        await sales.CreateAsync("Company", ("name", "Own"), ("nextStepOn", new DateOnly(2026, 12, 1)));
        await tab.Page.GotoAsync("");
        await Expect(tab.Page.Locator(".step.done")).ToHaveCountAsync(3);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Open the settings" }).ClickAsync();
        await tab.Page.GetByLabel("Name of the firm").FillAsync("Clear View Ltd");
        await tab.Button("Save").ClickAsync();
        await tab.Page.GotoAsync("start");
        await Expect(tab.Page.Locator(".step.done")).ToHaveCountAsync(4);

        await tab.Button("Hide from the home page").ClickAsync();
        await tab.Page.GotoAsync("");
        await Expect(tab.Title).Not.ToHaveTextAsync("First steps");
        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "First steps" }).ClickAsync();
        await tab.Button("Show on the home page again").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("First steps");
    }

    [Fact]
    public async Task One_button_removes_the_samples_but_those_that_became_somebodys_work_and_can_be_undone()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        var sales = Sales.Of(host);
        var samples = await ListAsync(host);
        var changed = samples.First(s => s is { Type: "Company", Name: "Harbour Logistics" });
        var used = samples.First(s => s is { Type: "Company", Name: "Pine Street Clinic" });
        var own = await sales.CreateAsync("Deal", ("name", "My own deal"), ("company", used.Id));
        using var client = await host.SignInAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Company/{changed.Id}/edit");
        await tab.Page.Locator("[name=website]").FillAsync("https://mine.example.com");
        await tab.Page.Locator("main button.primary").First.ClickAsync();
        var deal = samples.First(s => s is { Type: "Deal", Name: "Cold chain for 12 vans" });
        await tab.Page.GotoAsync($"c/Deal/{deal.Id}/edit");
        await tab.Page.Locator("[name=name]").FillAsync("Cold chain, mine");
        await tab.Page.Locator("main button.primary").First.ClickAsync();
        await tab.Page.GotoAsync("start");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Remove the samples" }).ClickAsync();
        await Expect(tab.Page.GetByText("Harbour Logistics (changed)")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Pine Street Clinic (used by a record that stays)")).ToBeVisibleAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove .* sample record", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();

        var left = await ListAsync(host);
        Assert.Contains(left, s => s.Id == changed.Id && s.Type == "Company");
        Assert.Contains(left, s => s.Id == used.Id && s.Type == "Company");
        Assert.Contains(left, s => s is { Type: "Task", Name: "Send the offer for 12 vans" });
        Assert.DoesNotContain(left, s => s.Use == SampleUse.Untouched);
        Assert.True(left.Count < samples.Count);
        Assert.NotNull(await sales.FindAsync("Deal", own));
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        Assert.Equal(samples.Count, (await ListAsync(host)).Count);

        await tab.Page.GotoAsync("admin/samples");
        await tab.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove .* sample record", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await Expect(tab.Page.GetByText("No sample records")).ToBeVisibleAsync();
        Assert.Empty(await ListAsync(host));
        Assert.NotNull(await sales.FindAsync("Deal", own));
    }

    private static Task<IReadOnlyList<SampleRecord>> ListAsync(TestHost host) =>
        host.InTenantAsync(s => s.GetRequiredService<ISampleRecords>().ListAsync(TestContext.Current.CancellationToken));
}
