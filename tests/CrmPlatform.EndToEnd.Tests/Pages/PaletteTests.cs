using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Ctrl+K: records, places and actions from the keyboard.</summary>
public sealed class PaletteTests(Browser browser, Sales sales)
{
    private static ILocator Options(Tab tab) => tab.Page.Locator("#palette [role=option]");

    private static async Task<Tab> OpenPaletteAsync(Tab tab, string address = "c/Company")
    {
        await tab.Page.GotoAsync(address);
        await tab.Page.Keyboard.PressAsync("Control+k");
        await Expect(Options(tab).First).ToBeVisibleAsync();
        return tab;
    }

    [Fact]
    public async Task The_last_four_digits_of_a_phone_and_Enter_open_the_client()
    {
        var contact = await sales.CreateAsync("Contact", ("name", "Petra Pallet"), ("phone", "+12025557391"));
        await using var tab = await OpenPaletteAsync(await sales.OpenAsync(browser));

        await tab.Page.Keyboard.TypeAsync("7391");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page).ToHaveURLAsync(new Regex($"/c/Contact/{contact}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_firm_stands_before_the_deals_that_are_named_after_it()
    {
        var company = await sales.CreateAsync("Company", ("name", "Quillstone"));
        await sales.CreateAsync("Deal", ("name", "Roof · Quillstone"), ("company", company), ("stage", "prospecting"));
        await using var tab = await OpenPaletteAsync(await sales.OpenAsync(browser));

        await tab.Page.Keyboard.TypeAsync("quillst");

        await Expect(Options(tab).First).ToContainTextAsync("Quillstone");
        await Expect(Options(tab).First).ToHaveAttributeAsync("href", $"/c/Company/{company}");
        await Expect(Options(tab).First).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task An_action_is_found_by_its_words_and_the_arrows_move()
    {
        await using var tab = await OpenPaletteAsync(await sales.OpenAsync(browser));

        await tab.Page.Keyboard.TypeAsync("new lea");
        await Expect(Options(tab).Last).ToContainTextAsync("new lea”");
        await Expect(Options(tab)).ToHaveCountAsync(2);
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Options(tab).Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await tab.Page.Keyboard.PressAsync("ArrowUp");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page).ToHaveURLAsync(new Regex("/c/Lead/new$", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("en-US", "create deal", "New deal")]
    [InlineData("ru", "создать сделка", "Новая запись: сделка")]
    [InlineData("ru", "новая сделка", "Новая запись: сделка")]
    [InlineData("ru", "тёмная", "Мои настройки")]
    public async Task What_can_be_done_is_found_by_the_words_that_people_have_for_it(string language, string typed, string found)
    {
        await using var tab = await OpenPaletteAsync(await sales.OpenAsync(browser, new TabOptions { Language = language }));

        await tab.Page.Keyboard.TypeAsync(typed);

        await Expect(Options(tab).First).ToContainTextAsync(found);
    }

    [Fact]
    public async Task What_was_open_last_comes_first_and_what_is_gone_does_not_come()
    {
        var kept = await sales.CreateAsync("Company", ("name", "Kept & Sons"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{kept}");
        await tab.Page.EvaluateAsync("() => { const [key] = Object.keys(localStorage); localStorage.setItem(key, JSON.stringify(['Nothing/1', 'Company/999999999', ...JSON.parse(localStorage.getItem(key))])); }");

        await OpenPaletteAsync(tab);

        await Expect(tab.Page.Locator("#palette [role=group]").First).ToHaveAttributeAsync("aria-label", "Opened last");
        await Expect(tab.Page.Locator("#palette [role=group]").First.Locator("[role=option]")).ToHaveCountAsync(1);
        await Expect(Options(tab).First).ToContainTextAsync("Kept & Sons");
    }

    [Fact]
    public async Task Escape_gives_the_page_back_and_the_box_in_the_bar_opens_the_same()
    {
        await using var tab = await OpenPaletteAsync(await sales.OpenAsync(browser));

        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("#palette")).ToBeHiddenAsync();
        await tab.Page.Locator(".topbar .search input").ClickAsync();

        await Expect(tab.Page.Locator("#palette")).ToBeVisibleAsync();
    }
}
