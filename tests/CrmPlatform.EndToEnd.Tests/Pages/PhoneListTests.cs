using System.Text.RegularExpressions;
using CrmPlatform.Content;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Lists on a phone: rows are chosen by touch, and nothing stands there without a meaning.</summary>
public sealed class PhoneListTests(Browser browser, Sales sales)
{
    private static ILocator Rows(Tab tab) => tab.Page.Locator("#list tbody tr[data-id]");

    [Fact]
    public async Task Rows_are_chosen_after_the_button_and_a_tap_opens_again_when_the_choice_is_left()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync("c/Company");
        await Expect(tab.Page.Locator("#list td.sel").First).ToBeHiddenAsync();

        await tab.Page.Locator(".list-head .more > summary").ClickAsync();
        await tab.Button("Select").ClickAsync();
        await Expect(tab.Button("Select")).ToBeHiddenAsync();
        await Rows(tab).Nth(0).Locator("td.name").ClickAsync();
        await Rows(tab).Nth(1).Locator("td.name").ClickAsync();
        await Expect(tab.Page.Locator("[data-picked]")).ToContainTextAsync("2");
        Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));

        await tab.Page.Locator("[data-pick-none]").ClickAsync();
        await Expect(tab.Page.Locator("#bulk")).ToBeHiddenAsync();
        await Rows(tab).Nth(0).Locator("td.name a").ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("/c/Company/[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData("c/Contact", false)]
    [InlineData("c/Deal", true)]
    [InlineData("c/Deal/board/sales", true)]
    public async Task Two_rows_stand_above_the_first_record_and_the_rest_is_behind_one_control(string address, bool dark)
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390, Dark = dark, Language = dark ? "ru" : "en-US" });
        await tab.Page.GotoAsync(address);

        var head = (await tab.Page.Locator(".list-head").BoundingBoxAsync())!;
        Assert.True(head.Height <= 112, $"The head of {address} is {head.Height} px high.");
        foreach (var summary in await tab.Page.Locator(".list-head summary:visible").AllAsync())
        {
            await summary.ClickAsync();
            var menu = (await summary.Locator("xpath=following-sibling::*").BoundingBoxAsync())!;
            Assert.True(menu.X >= 0 && menu.X + menu.Width <= 390 && menu.Y >= head.Y + head.Height - 12, $"{address}: {menu.X} {menu.Y}");
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), address);
            await summary.ClickAsync();
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task On_a_phone_the_next_step_and_the_composer_stand_before_all_that_is_known()
    {
        var deal = await sales.CreateAsync("Deal", ("name", "Reached at once"), ("amount", new Money(1m, "USD")), ("nextStep", "Call them"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync($"c/Deal/{deal}");
        foreach (var part in new[] { "#next-step", ".pane.note textarea", ".pane.note button" })
        {
            var box = (await tab.Page.Locator(part).BoundingBoxAsync())!;
            Assert.True(box.Y + box.Height <= 844 - 56, $"{part} ends at {box.Y + box.Height}");
        }

        await tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "On this page" }).GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(tab.Page.Locator("#record-history h2")).ToBeInViewportAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_finger_that_stays_on_a_row_chooses_it()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync("c/Company");
        await Rows(tab).First.DispatchEventAsync("pointerdown", new { pointerType = "touch", bubbles = true });

        await Expect(tab.Page.Locator("[data-picked]")).ToContainTextAsync("1");
        await Expect(Rows(tab).First).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("picked", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_list_with_nothing_to_sum_has_no_total()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await sales.CreateAsync("Deal", ("name", $"Without amount {mark}"), ("stage", "prospecting"));
        await using var tab = await sales.OpenAsync(browser);
        var answered = tab.Page.WaitForResponseAsync(r => r.Url.Contains("/totals", StringComparison.Ordinal));
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}");
        await (await answered).FinishedAsync();

        await Expect(Rows(tab)).ToHaveCountAsync(1);
        await Expect(tab.Page.Locator("#list tfoot tr")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_head_of_a_group_is_as_wide_as_its_list()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&group=stage");

        var head = (await tab.Page.Locator("#list tbody.group th").First.BoundingBoxAsync())!;
        var table = (await tab.Page.Locator("#list table").BoundingBoxAsync())!;

        Assert.Equal(table.Width, head.Width, 2.0);
        Assert.InRange(head.Height, 20, 60);
    }
}
