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
    public async Task A_drop_that_the_stage_gate_refuses_puts_the_card_back_and_says_what_is_missing()
    {
        var (name, id) = await DealAsync(("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await DragAsync(tab, id, "won");

        await Expect(tab.Toast).ToContainTextAsync("needs: Amount");
        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
        Assert.Equal("engaging", (await sales.FindAsync("Deal", id))["stage"]);

        await tab.Toast.GetByRole(AriaRole.Link, new() { Name = "Fill in" }).ClickAsync();
        await tab.Page.GetByLabel("Amount", new() { Exact = true }).FillAsync("750");
        await tab.Button("Move to “Won”").ClickAsync();

        await Expect(tab.Toast).ToContainTextAsync("is now in “Won”");
        Assert.Equal("won", (await sales.FindAsync("Deal", id))["stage"]);
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
    public async Task Without_a_script_a_card_moves_by_its_menu()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        await Card(tab, id).Locator("summary").ClickAsync();
        await Card(tab, id).GetByRole(AriaRole.Combobox).SelectOptionAsync("engaging");
        await Card(tab, id).GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Expect(Lane(tab, "engaging").Locator($"#card-{id}")).ToBeVisibleAsync();
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
