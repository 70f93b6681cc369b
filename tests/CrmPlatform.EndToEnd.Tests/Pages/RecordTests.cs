using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Working on the page of one record: values where they stand, who gave them, the way through the list.</summary>
public sealed class RecordTests(Browser browser, Sales sales)
{
    private static ILocator Place(Tab tab, string field) => tab.Page.Locator($"dd[data-edit$='/cell/{field}']");

    /// <summary>As people do it: the pencil that shows beside the value.</summary>
    private static async Task<ILocator> EditAsync(Tab tab, string field)
    {
        await Place(tab, field).HoverAsync();
        await Place(tab, field).Locator("a.edit").ClickAsync();
        return tab.Page.Locator(".cell-form input:not([type=hidden])").First;
    }

    private static string Path(string type, long id) => $"c/{type}/{id.ToString(CultureInfo.InvariantCulture)}";

    [Fact]
    public async Task A_deal_says_whom_to_call_and_who_looks_after_it_and_a_phone_shows_its_stage()
    {
        var (owner, other) = (await sales.CreateAsync("Employee", ("name", "Olga Own")), await sales.CreateAsync("Employee", ("name", "Peter Other")));
        var contact = await sales.CreateAsync("Contact", ("firstName", "Carla"), ("lastName", "Client"), ("phone", "+12025550143"), ("owner", other));
        var deal = await sales.CreateAsync("Deal", ("name", "Whom to call"), ("contact", contact), ("owner", owner), ("stage", "engaging"), ("amount", new Money(10m, "USD")));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync($"c/Deal/{deal}");

        var facts = tab.Page.Locator(".record-head .facts");
        await Expect(facts).ToContainTextAsync("Carla Client");
        await Expect(facts.Locator("a[href^='tel:']")).ToHaveAttributeAsync("href", "tel:+12025550143");
        await Expect(facts).ToContainTextAsync("Olga Own");
        await Expect(facts).Not.ToContainTextAsync("Peter Other");
        await Expect(tab.Page.Locator(".stages [aria-current]")).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_long_text_stands_folded_and_opens_whole()
    {
        var text = string.Join('\n', Enumerable.Range(1, 40).Select(n => $"Line {n} of what was said"));
        var id = await sales.CreateAsync("Company", ("name", "Long Story Ltd"), ("description", text));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{id}");
        await Expect(tab.Page.GetByText("Line 40 of what was said")).ToBeHiddenAsync();

        await tab.Page.GetByText("Show all").ClickAsync();
        await Expect(tab.Page.GetByText("Line 40 of what was said")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".cell-form")).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_value_is_changed_where_it_stands_and_the_draft_of_a_note_stays()
    {
        var id = await sales.CreateAsync("Deal", ("name", "In place"), ("amount", new Money(10m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(Path("Deal", id));
        await tab.Page.GetByPlaceholder("What is good to know?").FillAsync("Half a thought");

        await Place(tab, "amount").ClickAsync();
        await tab.Page.Locator(".cell-form").GetByLabel("Amount", new() { Exact = true }).FillAsync("much");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator(".cell-form .err")).ToBeVisibleAsync();
        await tab.Page.Locator(".cell-form").GetByLabel("Amount", new() { Exact = true }).FillAsync("1234.5");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Place(tab, "amount")).ToContainTextAsync("$1,234.50");
        await Expect(tab.Page.Locator("#record-head .facts")).ToContainTextAsync("$1,234.50");
        await Expect(tab.Page.Locator("#timeline-entries")).ToContainTextAsync("$1,234.50");
        await Expect(Place(tab, "amount").Locator("a.edit")).ToBeFocusedAsync();
        await Expect(tab.Page.GetByPlaceholder("What is good to know?")).ToHaveValueAsync("Half a thought");
        await Expect(tab.Toast).ToContainTextAsync("Saved.");
        await tab.Page.Keyboard.PressAsync("Control+z");
        await Expect(tab.Toast).ToContainTextAsync("Undone:");
        Assert.Equal(10m, ((Money)(await sales.FindAsync("Deal", id))["amount"]!).Amount);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_head_tells_what_a_deal_is_worth_and_no_sum_of_a_clients_own()
    {
        var company = await sales.CreateAsync("Company", ("name", "Rich Ltd"), ("phone", "+12025550199"), ("revenue", new Money(5_158_710_000m, "USD")));
        var deal = await sales.CreateAsync("Deal", ("name", "Worth it"), ("amount", new Money(765m, "USD")));
        using var client = await (await sales.HostAsync()).SignInAsync();

        var (head, worth) = (await HeadAsync(client, Path("Company", company)), await HeadAsync(client, Path("Deal", deal)));

        Assert.Contains("555", head, StringComparison.Ordinal);
        Assert.DoesNotContain("5,158", head, StringComparison.Ordinal);
        Assert.Contains("$765.00", worth, StringComparison.Ordinal);
    }

    private static async Task<string> HeadAsync(HttpClient client, string path)
    {
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return page.Split("id=\"record-head\"", 2)[1].Split("</header>", 2)[0];
    }

    [Fact]
    public async Task An_empty_field_is_filled_from_those_folded_away_and_escape_leaves_a_value_as_it_was()
    {
        var id = await sales.CreateAsync("Company", ("name", "Folded"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(Path("Company", id));
        await Expect(Place(tab, "website")).ToBeHiddenAsync();
        await tab.Page.Locator(".more-facts summary").ClickAsync();
        await Place(tab, "website").ClickAsync();
        await tab.Page.Locator(".cell-form input:not([type=hidden])").FillAsync("https://never.example");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator(".cell-form")).ToHaveCountAsync(0);
        await Expect(Place(tab, "website").Locator(".value")).ToHaveTextAsync("");

        await tab.Page.Keyboard.PressAsync("e");
        await tab.Page.Locator(".cell-form input:not([type=hidden])").FillAsync("https://folded.example");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Place(tab, "website")).ToContainTextAsync("folded.example");
        Assert.Equal("https://folded.example", (await sales.FindAsync("Company", id))["website"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_value_that_a_colleague_changed_meanwhile_is_not_overwritten_unseen()
    {
        var id = await sales.CreateAsync("Company", ("name", "Two hands"), ("website", "https://one.example"));
        await using var mine = await sales.OpenAsync(browser);
        await using var theirs = await sales.OpenAsync(browser);
        await mine.Page.GotoAsync(Path("Company", id));
        await (await EditAsync(mine, "website")).FillAsync("https://mine.example");
        await theirs.Page.GotoAsync(Path("Company", id));
        await (await EditAsync(theirs, "website")).FillAsync("https://theirs.example");
        await theirs.Page.Keyboard.PressAsync("Enter");
        await Expect(theirs.Toast).ToContainTextAsync("Saved.");

        await mine.Page.Locator(".cell-form input:not([type=hidden])").PressAsync("Enter");

        await Expect(mine.Page.Locator(".cell-form [role=alert]")).ToContainTextAsync("theirs.example");
        Assert.Equal("https://theirs.example", (await sales.FindAsync("Company", id))["website"]);
    }

    [Fact]
    public async Task Every_value_tells_who_gave_it_and_why_with_and_without_a_script()
    {
        var id = await sales.CreateAsync("Company", ("name", "Told"), ("website", "https://first.example"));
        await using (var tab = await sales.OpenAsync(browser))
        {
            await tab.Page.GotoAsync(Path("Company", id));
            await (await EditAsync(tab, "website")).FillAsync("https://second.example");
            await tab.Page.Keyboard.PressAsync("Enter");
            await Expect(Place(tab, "website")).ToContainTextAsync("second.example");
            await Place(tab, "website").HoverAsync();
            await Place(tab, "website").GetByRole(AriaRole.Link, new() { Name = "Who changed Website" }).ClickAsync();
            var told = tab.Page.Locator(".why-card li");
            await Expect(told).ToHaveCountAsync(2);
            await Expect(told.Nth(0)).ToContainTextAsync("second.example");
            await Expect(told.Nth(1)).ToContainTextAsync("first.example");
            await Expect(told.Nth(1)).ToContainTextAsync("System");
            await tab.Page.Keyboard.PressAsync("Escape");
            await Expect(tab.Page.Locator(".why-card")).ToHaveCountAsync(0);
            Assert.Empty(tab.Complaints);
        }

        await using var plain = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await plain.Page.GotoAsync(Path("Company", id) + "/history/website");
        await Expect(plain.Page.Locator(".value-history li")).ToHaveCountAsync(2);
        await plain.Page.GotoAsync(Path("Company", id));
        await plain.Page.Locator("dd", new() { HasText = "second.example" }).Locator("a.edit").ClickAsync();
        await Expect(plain.Page.GetByLabel("Website")).ToHaveValueAsync("https://second.example");
    }

    [Fact]
    public async Task The_history_of_a_field_that_is_not_there_is_refused_in_words()
    {
        var id = await sales.CreateAsync("Company", ("name", "Refused"));
        await using var tab = await sales.OpenAsync(browser);
        var answer = await tab.Page.GotoAsync(Path("Company", id) + "/history/nonsense");
        Assert.Equal(400, answer!.Status);
        await Expect(tab.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("nonsense");
    }

    [Fact]
    public async Task One_walks_to_the_next_record_of_the_list_one_came_from_and_over_the_end_of_its_page()
    {
        var mark = $"Walk{Guid.NewGuid():N}"[..12];
        var host = await sales.HostAsync();
        await host.InTenantAsync(async services =>
        {
            for (var i = 0; i < 53; i++)
            {
                await Sales.CreateAsync(services, "Company", ("name", $"{mark} {i:00}"));
            }

            return 0;
        });
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={mark}");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = $"{mark} 48" }).ClickAsync();
        await Expect(tab.Page.Locator(".walk")).ToContainTextAsync("49 of");
        await tab.Page.Keyboard.PressAsync("j");
        await Expect(tab.Title).ToHaveTextAsync($"{mark} 49");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Next (j)" }).ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync($"{mark} 50");
        await Expect(tab.Page.Locator(".walk")).ToContainTextAsync("51 of 53");
        await tab.Page.Keyboard.PressAsync("k");
        await Expect(tab.Title).ToHaveTextAsync($"{mark} 49");

        await tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Where you are" }).GetByRole(AriaRole.Link).First.ClickAsync();
        Assert.EndsWith($"c/Company?q={mark}", tab.Page.Url, StringComparison.Ordinal);
        await tab.Page.GotoAsync(Path("Deal", 1));
        await Expect(tab.Page.Locator(".walk")).ToBeHiddenAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_contact_is_added_to_its_company_without_leaving_the_page_and_a_refusal_keeps_what_was_typed()
    {
        var id = await sales.CreateAsync("Company", ("name", "Adding House"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(Path("Company", id));
        await tab.Page.GetByPlaceholder("What is good to know?").FillAsync("Kept");
        var panel = tab.Page.Locator("#record-related");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Contact", Exact = true }).ClickAsync();
        await Expect(panel.GetByLabel("First name")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(panel.GetByRole(AriaRole.Form).Locator(".err").First).ToBeVisibleAsync();
        await panel.GetByLabel("First name").FillAsync("Ida");
        await panel.GetByLabel("Last name").FillAsync("Lovel");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "Ida Lovel" })).ToBeVisibleAsync();
        await Expect(tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByPlaceholder("What is good to know?")).ToHaveValueAsync("Kept");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Add: Contact" }).ClickAsync();
        await panel.GetByLabel("First name").FillAsync("Una");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "Una" })).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Control+z");
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "Una" })).ToHaveCountAsync(0);
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "Ida Lovel" })).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_connection_a_value_says_so_and_stays()
    {
        var id = await sales.CreateAsync("Company", ("name", "Cut off"), ("website", "https://cut.example"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(Path("Company", id));
        await tab.Page.Context.SetOfflineAsync(true);
        await Place(tab, "website").HoverAsync();
        await Place(tab, "website").Locator("a.edit").ClickAsync();

        await Expect(tab.Toast).ToBeVisibleAsync();
        await Expect(Place(tab, "website")).ToContainTextAsync("cut.example");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_name_opens_a_small_card_under_the_mouse_and_by_a_key_and_never_by_touch()
    {
        var name = $"Peeked{Guid.NewGuid():N}"[..16];
        var owner = await sales.CreateAsync("Employee", ("name", "Olga Owner"));
        var contact = await sales.CreateAsync("Contact", ("firstName", "Petra"), ("lastName", name), ("phone", "+1 202 555 0199"));
        var deal = await sales.CreateAsync(
            "Deal", ("name", name), ("contact", contact), ("amount", new Money(4321m, "USD")), ("owner", owner), ("stage", "engaging"), ("nextStep", "Send the offer"), ("nextStepOn", new DateOnly(2026, 1, 5)));
        await using var tab = await sales.OpenAsync(browser);
        var card = tab.Page.Locator(".peek");
        foreach (var (address, link) in new[] { ($"c/Deal?q={name}", "#list td.name a"), ($"c/Deal/board/sales?q={name}", $"#card-{deal} .name"), (Path("Contact", contact), "#record-related .linked a") })
        {
            await tab.Page.GotoAsync(address);
            await tab.Page.Locator(link).First.HoverAsync();
            foreach (var said in new[] { name, "$4,321", "202", "Olga Owner", "Send the offer", "overdue" })
            {
                await Expect(card).ToContainTextAsync(said);
            }

            var box = (await card.BoundingBoxAsync())!;
            Assert.True(box.X >= 0 && box.X + box.Width <= 1440 && box.Y >= 0 && box.Y + box.Height <= 900, $"{address}: {box.X} {box.Y}");
            await tab.Page.Mouse.MoveAsync(box.X + 20, box.Y + 20);
            await Expect(card).ToBeVisibleAsync();
            await tab.Page.Mouse.MoveAsync(2, 2);
            await Expect(card).ToHaveCountAsync(0);
        }

        await tab.Page.GotoAsync($"c/Deal?q={name}");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("i");
        await Expect(card).ToContainTextAsync("Send the offer");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(card).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("#list td.name a")).ToBeFocusedAsync();
        var asked = 0;
        tab.Page.Request += (_, request) => asked += request.Url.EndsWith("/peek", StringComparison.Ordinal) ? 1 : 0;
        await tab.Page.Keyboard.PressAsync("i");
        await Expect(card).ToBeVisibleAsync();
        Assert.Equal(0, asked);
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Locator("#list td.name a").DispatchEventAsync("pointerover", new { pointerType = "touch", bubbles = true });
        await tab.Page.Locator("#list td.name a").DispatchEventAsync("pointerover", new { pointerType = "mouse", bubbles = true });
        await Expect(card).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_mouse_that_lies_still_does_not_close_the_card_that_a_key_opened()
    {
        var name = $"Still{Guid.NewGuid():N}"[..16];
        await sales.CreateAsync("Deal", ("name", name), ("nextStep", "Send the offer"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.Clock.InstallAsync();
        await tab.Page.GotoAsync($"c/Deal?q={name}");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Locator("#main h1").DispatchEventAsync("pointerover", new { pointerType = "mouse", bubbles = true });
        await tab.Page.Keyboard.PressAsync("i");
        await Expect(tab.Page.Locator(".peek")).ToContainTextAsync("Send the offer");
        await tab.Page.Locator("#main h1").DispatchEventAsync("pointerover", new { pointerType = "mouse", bubbles = true });
        await tab.Page.Clock.RunForAsync(2000);

        Assert.True(await tab.Page.Locator(".peek").IsVisibleAsync());
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_small_card_tells_nobody_more_than_they_may_see()
    {
        await using var host = await TestHost.StartAsync();
        await host.GiveRoleAsync(new RoleDefinition { Id = "Clerk", Permissions = ["content.view.Deal"] });
        await host.CreateAccountAsync("clerk@example.com", "Clerk");
        var (contact, deal) = await host.InTenantAsync(async s =>
        {
            var who = await Sales.CreateAsync(s, "Contact", ("firstName", "Hidden"), ("phone", "+1 202 555 0177"));
            return (who, await Sales.CreateAsync(s, "Deal", ("name", "Seen"), ("contact", who)));
        });
        using var clerk = await host.SignInAsync("clerk@example.com");
        clerk.DefaultRequestHeaders.Add("HX-Request", "true");
        var token = TestContext.Current.CancellationToken;

        var card = await clerk.GetStringAsync(new Uri(Path("Deal", deal) + "/peek", UriKind.Relative), token);
        using var refused = await clerk.GetAsync(new Uri(Path("Contact", contact) + "/peek", UriKind.Relative), token);

        Assert.Contains("Seen", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", card, StringComparison.Ordinal);
        Assert.DoesNotContain("0177", card, StringComparison.Ordinal);
        Assert.InRange((int)refused.StatusCode, 403, 404);
    }

    [Fact]
    public async Task A_contacts_name_written_over_in_the_heading_becomes_its_parts()
    {
        var id = await sales.CreateAsync("Contact", ("firstName", "Lost"), ("lastName", "Session"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(Path("Contact", id));
        await tab.Title.ClickAsync();
        await tab.Page.Locator("#record-head .cell-form input:not([type=hidden])").FillAsync("Anna Bell");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Title).ToHaveTextAsync("Anna Bell");
        var contact = await sales.FindAsync("Contact", id);
        Assert.Equal(("Anna", "Bell"), (contact["firstName"], contact["lastName"]));
    }
}
