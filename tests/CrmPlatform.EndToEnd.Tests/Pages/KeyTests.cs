using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The keys that hold on every page.</summary>
public sealed class KeyTests(Browser browser, Sales sales)
{
    [Theory]
    [InlineData("c/Deal?view=deals.all")]
    [InlineData("c/Company/1")]
    [InlineData("c/Deal/board/sales")]
    [InlineData("my-day")]
    [InlineData("calendar")]
    [InlineData("acts")]
    [InlineData("admin")]
    [InlineData("start")]
    [InlineData("import")]
    public async Task The_first_stop_skips_the_navigation_a_question_mark_lists_the_keys_and_g_goes(string address)
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(address);
        await tab.Page.EvaluateAsync("document.activeElement?.blur()");
        await tab.Page.Keyboard.PressAsync("Tab");
        if (address != "import")
        {
            await Expect(tab.Page.Locator("a.skip")).ToBeFocusedAsync();
            Assert.NotEqual("none", await tab.Page.Locator("a.skip").EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"));
        }

        await tab.Page.Keyboard.PressAsync("?");
        await Expect(tab.Page.Locator("#keys")).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("#keys")).ToBeHiddenAsync();
        await tab.Page.EvaluateAsync("document.activeElement?.blur()");
        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync("d");

        await Expect(tab.Page).ToHaveURLAsync(new Regex("/c/Deal/board/sales", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Keys_work_by_their_place_on_a_Cyrillic_layout()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.EvaluateAsync("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }))");
        await Expect(tab.Page.Locator("dialog.palette")).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.EvaluateAsync("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'т', code: 'KeyN', bubbles: true, cancelable: true }))");
        await Expect(tab.Title).ToHaveTextAsync("New company");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task One_key_gives_a_card_a_row_and_a_record_to_somebody_else()
    {
        var name = $"Given{Guid.NewGuid():N}"[..16];
        var (one, other) = (await sales.CreateAsync("Employee", ("name", $"{name} One")), await sales.CreateAsync("Employee", ("name", $"{name} Other")));
        var deal = await sales.CreateAsync("Deal", ("name", name), ("owner", one), ("stage", "engaging"));
        await using var tab = await sales.OpenAsync(browser);
        var keys = tab.Page.Keyboard;
        var form = tab.Page.Locator("form[data-cell]");

        async Task GiveAsync(string to)
        {
            await keys.PressAsync("a");
            await Expect(form.Locator("[name='owner.text']")).ToBeFocusedAsync();
            await keys.TypeAsync(to);
            await Expect(tab.Page.GetByRole(AriaRole.Option, new() { Name = to })).ToBeVisibleAsync();
            await keys.PressAsync("Enter");
            await keys.PressAsync("Enter");
            await Expect(form).ToHaveCountAsync(0);
        }

        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        await keys.PressAsync("j");
        await GiveAsync($"{name} Other");
        await Expect(tab.Page.Locator($"#card-{deal} .name")).ToBeFocusedAsync();
        await Expect(tab.Page.Locator($"#card-{deal} .avatar")).ToHaveAttributeAsync("title", $"{name} Other");
        Assert.Equal(other, (await sales.FindAsync("Deal", deal))["owner"]);

        await tab.Page.GotoAsync($"c/Deal?q={name}");
        await keys.PressAsync("j");
        await GiveAsync($"{name} One");
        await Expect(tab.Page.Locator("#list tr[data-id]")).ToContainTextAsync($"{name} One");

        await tab.Page.GotoAsync($"c/Deal/{deal}");
        await GiveAsync($"{name} Other");
        await Expect(tab.Page.Locator("#record-head")).ToContainTextAsync($"{name} Other");
        Assert.Equal(other, (await sales.FindAsync("Deal", deal))["owner"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Enter_twice_chooses_and_sends_however_late_the_options_come()
    {
        var name = $"Late{Guid.NewGuid():N}"[..16];
        var owner = await sales.CreateAsync("Employee", ("name", name));
        var deal = await sales.CreateAsync("Deal", ("name", name));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/{deal}");
        var pressed = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/lookup/**", async route =>
        {
            await pressed.Task;
            await route.ContinueAsync();
        });

        await tab.Page.Keyboard.PressAsync("a");
        await Expect(tab.Page.Locator("form[data-cell] [name='owner.text']")).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync(name);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Keyboard.PressAsync("Enter");
        pressed.SetResult();

        await Expect(tab.Page.Locator("#record-head")).ToContainTextAsync(name);
        await Expect(tab.Page.Locator("form[data-cell]")).ToHaveCountAsync(0);
        Assert.Equal(owner, (await sales.FindAsync("Deal", deal))["owner"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Every_key_that_a_page_names_is_in_the_list_of_keys()
    {
        await using var tab = await sales.OpenAsync(browser);
        foreach (var address in new[] { "c/Deal", "c/Company/1", "c/Deal/board/sales", "my-day", "calendar", "admin/accounts" })
        {
            await tab.Page.GotoAsync(address);
            var named = await tab.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('[data-key]')].map(e => e.dataset.key)");
            var listed = await tab.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#keys kbd')].flatMap(e => e.textContent.trim().split(/\\s+/))");

            Assert.Empty(named.Except(listed, StringComparer.Ordinal));
        }
    }
}
