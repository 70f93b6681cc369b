using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The board on a phone, without a script, and on the way back from a card.</summary>
public sealed class BoardPhoneTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task On_a_phone_columns_snap_and_a_card_moves_by_its_menu_without_a_drag()
    {
        var (name, id) = await DealAsync(("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390, Dark = true });
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        var card = tab.Page.Locator($"#card-{id}");
        Assert.Contains("mandatory", await tab.Page.Locator(".board").EvaluateAsync<string>("board => getComputedStyle(board).scrollSnapType"), StringComparison.Ordinal);

        await card.GetByRole(AriaRole.Link, new() { Name = $"Move {name}" }).ClickAsync();
        Assert.True((await card.GetByRole(AriaRole.Button, new() { Name = "Won" }).BoundingBoxAsync())!.Height >= 40);
        Assert.Empty(await Accessibility.FindingsAsync(tab.Page, "board"));
        await card.GetByRole(AriaRole.Button, new() { Name = "Won" }).ClickAsync();
        var gate = tab.Page.Locator("form[data-gate]");
        await Expect(gate.GetByLabel("Amount", new() { Exact = true })).ToBeFocusedAsync();
        Assert.Empty(await Accessibility.FindingsAsync(tab.Page, "board"));
        Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "It is wider than the screen.");
        await gate.GetByLabel("Amount", new() { Exact = true }).FillAsync("12");
        await tab.Button("Move to “Won”").ClickAsync();

        await Expect(tab.Page.Locator($"[data-cards=won] #card-{id}")).ToHaveCountAsync(1);
        Assert.Equal("won", (await sales.FindAsync("Deal", id))["stage"]);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add deal in Prospecting" }).ClickAsync();
        await Expect(tab.Page.Locator("form[data-add-form]")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(tab.Page, "board"));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_link_above_a_record_leads_back_to_the_board_with_its_filter()
    {
        var (name, id) = await DealAsync();
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?f1=name&o1=eq&v1={name}");

        await tab.Page.Locator($"#card-{id} .name").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);
        await tab.Page.Locator(".crumbs a").First.ClickAsync();

        await Expect(tab.Page.Locator($"#card-{id}")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".deal")).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_further_cards_of_a_column_are_a_page_away()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Deal/board/sales");
        var lane = tab.Page.Locator("[data-cards=prospecting]");
        var first = await lane.Locator(".deal .name").First.GetAttributeAsync("href");

        await lane.GetByRole(AriaRole.Link, new() { Name = "Show more" }).ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Deals");
        Assert.NotEqual(first, await lane.Locator(".deal .name").First.GetAttributeAsync("href"));
        await Expect(tab.Page.Locator("[data-cards=engaging] .deal").First).ToBeVisibleAsync();
    }

    private async Task<(string Name, long Id)> DealAsync(params (string Field, object? Value)[] values)
    {
        var name = $"Phone{Guid.NewGuid():N}"[..16];
        var stage = values.Any(v => v.Field == "stage") ? [] : new (string, object?)[] { ("stage", "prospecting") };
        return (name, await sales.CreateAsync("Deal", [("name", name), .. stage, .. values]));
    }
}
