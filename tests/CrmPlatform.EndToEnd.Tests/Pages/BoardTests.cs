using CrmPlatform.Content;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Moving through stages: dropped, chosen, refused.</summary>
public sealed class BoardTests(Browser browser, Sales sales)
{
    private static ILocator Card(Tab tab, long id) => tab.Page.Locator($"#card-{id}");

    private static ILocator Lane(Tab tab, string stage) => tab.Page.Locator($"[data-cards={stage}]");

    [Fact]
    public async Task A_dropped_card_moves_its_record_and_the_heads_follow()
    {
        var (name, id) = await DealAsync(("amount", new Money(5000m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        await Expect(Card(tab, id)).ToBeVisibleAsync();

        await DragAsync(tab, id, "engaging");

        await Expect(tab.Toast).ToContainTextAsync("is now in");
        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
        Assert.Equal("engaging", (await sales.FindAsync("Deal", id))["stage"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_board_moves_on_under_a_card_that_is_held_at_its_edge()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 900 });
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        var from = (await Card(tab, id).BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(from.X + 30, from.Y + 8);
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(from.X + 45, from.Y + 20, new() { Steps = 4 });
        await tab.Page.Mouse.MoveAsync(860, from.Y + 20, new() { Steps = 12 });
        await tab.Page.Mouse.MoveAsync(870, from.Y + 22, new() { Steps = 4 });

        await tab.Page.WaitForFunctionAsync("() => { const b = document.querySelector('[data-board]'); return b.scrollLeft > 40 && b.scrollLeft + b.clientWidth >= b.scrollWidth - 40; }");
        await tab.Page.Mouse.UpAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_a_stage_asks_for_is_asked_beside_the_dropped_card_and_Enter_moves_it()
    {
        var (name, id) = await DealAsync(("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await DragAsync(tab, id, "won");
        await Expect(Gate(tab).GetByLabel("Amount", new() { Exact = true })).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync("seven");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(Gate(tab).Locator(".err")).ToBeVisibleAsync();
        await Expect(Gate(tab).GetByLabel("Amount", new() { Exact = true })).ToBeFocusedAsync();
        await Gate(tab).GetByLabel("Amount", new() { Exact = true }).FillAsync("750");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Toast).ToContainTextAsync("is now in “Won”");
        await Expect(Gate(tab)).ToHaveCountAsync(0);
        await Expect(Lane(tab, "won").Locator($"#card-{id}")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#head-won .sums")).ToContainTextAsync("$750");
        await Expect(tab.Page.Locator("#head-engaging .tally")).ToContainTextAsync("0");
        Assert.Equal("won", (await sales.FindAsync("Deal", id))["stage"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Keys_alone_move_a_card_to_a_stage_that_asks_for_more()
    {
        var (name, id) = await DealAsync(("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("m");
        await Expect(tab.Page.Locator(".stage-menu button").First).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(Gate(tab).GetByLabel("Amount", new() { Exact = true })).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync("90");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Lane(tab, "won").Locator($"#card-{id}")).ToBeVisibleAsync();
        await Expect(Card(tab, id).Locator(".name")).ToBeFocusedAsync();
        Assert.Equal("won", (await sales.FindAsync("Deal", id))["stage"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Escape_puts_a_card_back_whose_stage_asks_for_more()
    {
        var (name, id) = await DealAsync(("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await DragAsync(tab, id, "lost");
        await Expect(Gate(tab).GetByLabel("Lost because")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Escape");

        await Expect(Gate(tab)).ToHaveCountAsync(0);
        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
        await Expect(Card(tab, id).Locator(".name")).ToBeFocusedAsync();
        Assert.Equal("engaging", (await sales.FindAsync("Deal", id))["stage"]);
    }

    [Fact]
    public async Task A_move_that_the_pipeline_does_not_allow_is_refused_and_the_card_goes_back()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await DragAsync(tab, id, "won");

        await Expect(tab.Toast).ToHaveAttributeAsync("data-error", "stage.move-not-allowed");
        await Expect(tab.Toast).ToContainTextAsync("may not move from Prospecting to Won");
        await Expect(tab.Toast.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await Expect(Lane(tab, "prospecting").Locator($"#card-{id}")).ToBeVisibleAsync();
        Assert.Equal("prospecting", (await sales.FindAsync("Deal", id))["stage"]);
    }

    [Fact]
    public async Task Without_a_script_a_card_moves_by_a_page_of_its_stages_and_the_filter_stays()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        await Card(tab, id).GetByRole(AriaRole.Link, new() { Name = $"Move {name}" }).ClickAsync();
        await tab.Button("Engaging").ClickAsync();

        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
        Assert.Contains($"q={name}", tab.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losing_a_deal_asks_why()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal/{id}");
        await tab.Button("Lost").ClickAsync();
        await tab.Page.GetByLabel("Lost because").SelectOptionAsync("price");
        await tab.Button("Move to “Lost”").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name);
        var saved = await sales.FindAsync("Deal", id);
        Assert.Equal(("lost", "price"), ((string?)saved["outcome"], (string?)saved["lostReason"]));
    }

    [Fact]
    public async Task A_sum_keeps_its_cents_when_there_are_any()
    {
        var (name, _) = await DealAsync(("amount", new Money(1234.5m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await Expect(tab.Page.Locator("#head-prospecting .sums")).ToContainTextAsync("$1,234.50");
    }

    [Fact]
    public async Task The_funnel_counts_what_the_board_moved()
    {
        var (_, id) = await DealAsync(("amount", new Money(10m, "USD")), ("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/{id}");
        await tab.Button("Won").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("is now in");

        await tab.Page.GotoAsync("c/Deal/funnel/sales");

        await Expect(tab.Page.Locator(".tile").First).Not.ToHaveTextAsync("Won0");
        await Expect(tab.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Prospecting");
    }

    [Fact]
    public async Task Heads_keep_to_the_filter_after_a_move_and_the_address_carries_it_to_another_pipeline()
    {
        var (name, id) = await DealAsync(("amount", new Money(300m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?f1=name&o1=eq&v1={name}");
        await Expect(tab.Page.Locator("#head-prospecting .tally")).ToContainTextAsync("1");

        await tab.Page.Keyboard.PressAsync("j");
        await Expect(Card(tab, id).Locator(".name")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("m");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
        await Expect(Card(tab, id).Locator(".name")).ToBeFocusedAsync();
        Assert.Equal("$300", await tab.Page.Locator("#head-engaging .sums").InnerTextAsync());
        Assert.EndsWith("1", await tab.Page.Locator("#head-engaging .tally").InnerTextAsync(), StringComparison.Ordinal);
        Assert.EndsWith("0", await tab.Page.Locator("#head-prospecting .tally").InnerTextAsync(), StringComparison.Ordinal);

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Renewals" }).ClickAsync();
        await Expect(tab.Page.Locator(".chip")).ToContainTextAsync(name);
        Assert.Contains("/board/renewals?", tab.Page.Url, StringComparison.Ordinal);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Mine_narrows_the_board_to_the_persons_own_and_a_condition_is_added_in_place()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Mine", Exact = true }).ClickAsync();
        await Expect(Card(tab, id)).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Mine", Exact = true }).ClickAsync();
        await Expect(Card(tab, id)).ToBeVisibleAsync();

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Filter", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator("#filter [name=add]")).ToBeFocusedAsync();
        await tab.Page.Locator("#filter [name=add]").SelectOptionAsync("amount");
        await tab.Page.Locator("#filter [name=v1]").FillAsync("1");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Card(tab, id)).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator(".chip")).ToContainTextAsync("Amount");
        await tab.Page.GotoAsync("c/Deal/board/sales?f1=amount&o1=gt&v1=abc");
        await Expect(tab.Page.Locator("[data-error]").First).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_column_is_folded_for_the_person_and_opened_again()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await tab.Button("Collapse Lost").PressAsync("Enter");
        await Expect(tab.Button("Open Lost")).ToBeFocusedAsync();
        await Expect(tab.Page.Locator("#col-lost")).ToContainTextAsync("Lost");
        Assert.True((await tab.Page.Locator("#col-lost").BoundingBoxAsync())!.Width < 60);

        await using (var plain = await sales.OpenAsync(browser, new TabOptions { Script = false }))
        {
            await plain.Page.GotoAsync($"c/Deal/board/sales?q={name}");
            await plain.Button("Open Lost").ClickAsync();
            await Expect(plain.Button("Collapse Lost")).ToBeVisibleAsync();
            Assert.Contains($"q={name}", plain.Page.Url, StringComparison.Ordinal);
        }

        await tab.Page.ReloadAsync();
        await Expect(tab.Button("Collapse Lost")).ToBeVisibleAsync();
        await Expect(Card(tab, id)).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    private static ILocator Gate(Tab tab) => tab.Page.Locator("form[data-gate]");

    private async Task<(string Name, long Id)> DealAsync(params (string Field, object? Value)[] values)
    {
        var name = $"Board{Guid.NewGuid():N}"[..16];
        var stage = values.Any(v => v.Field == "stage") ? [] : new (string, object?)[] { ("stage", "prospecting") };
        return (name, await sales.CreateAsync("Deal", [("name", name), .. stage, .. values]));
    }

    private static async Task DragAsync(Tab tab, long id, string stage)
    {
        var from = (await Card(tab, id).BoundingBoxAsync())!;
        var to = (await Lane(tab, stage).BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(from.X + 30, from.Y + 8);
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(from.X + 45, from.Y + 20, new() { Steps = 4 });
        await tab.Page.Mouse.MoveAsync(to.X + 60, to.Y + 40, new() { Steps = 12 });
        await tab.Page.Mouse.MoveAsync(to.X + 64, to.Y + 42, new() { Steps = 3 });
        await tab.Page.Mouse.UpAsync();
    }
}
