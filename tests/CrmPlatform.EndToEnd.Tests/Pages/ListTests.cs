using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Finding records: views, filters, sort, pages, search.</summary>
public sealed class ListTests(Browser browser, Sales sales)
{
    private static ILocator Rows(Tab tab) => tab.Page.Locator("table.grid tbody tr:not(.more)");

    [Fact]
    public async Task A_filter_is_built_step_by_step_and_taken_off_by_its_chip()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Filter", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("Add a condition").SelectOptionAsync(new SelectOptionValue { Label = "Amount" });
        await tab.Page.GetByLabel("How to compare Amount").SelectOptionAsync(new SelectOptionValue { Label = "is more than" });
        await tab.Page.GetByLabel("Amount", new() { Exact = true }).FillAsync("6,850");
        await tab.Button("Apply").ClickAsync();

        await Expect(Rows(tab).Filter(new() { HasText = "Deal 59" })).ToHaveCountAsync(1);
        await Expect(Rows(tab).Filter(new() { HasText = "Deal 58" })).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter: Amount" }).ClickAsync();

        await Expect(Rows(tab)).ToHaveCountAsync(50);
        Assert.Empty(tab.Complaints);
    }

    /// <summary>The builder is fetched anew when the comparison changes; whoever types on does not wait for it.</summary>
    [Fact]
    public async Task A_value_that_is_typed_before_the_builder_is_there_is_kept()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&f1=amount&o1=eq&v1=5&filter=1");
        var typed = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/c/Deal/filter?**", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        var arrived = tab.Page.WaitForResponseAsync("**/c/Deal/filter?**");
        await tab.Page.GetByLabel("How to compare Amount").SelectOptionAsync(new SelectOptionValue { Label = "is more than" });
        await tab.Page.GetByLabel("Amount", new() { Exact = true }).FillAsync("6,850");
        await tab.Page.EvaluateAsync("document.querySelector('#filter-form').dataset.before = '1'");
        typed.SetResult();
        await arrived;

        await Expect(tab.Page.Locator("#filter-form:not([data-before])")).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByLabel("How to compare Amount")).ToHaveValueAsync("gt");
        await Expect(tab.Page.GetByLabel("Amount", new() { Exact = true })).ToHaveValueAsync("6,850");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_filter_works_without_a_script()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Deal?view=deals.all");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Filter", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("Add a condition").SelectOptionAsync(new SelectOptionValue { Label = "Company" });
        await tab.Button("Apply").ClickAsync();
        await tab.Page.GetByLabel("Company", new() { Exact = true }).FillAsync("Company 12");
        await tab.Button("Apply").ClickAsync();

        await Expect(Rows(tab)).ToHaveCountAsync(1);
        await Expect(Rows(tab).First).ToContainTextAsync("Deal 12");
    }

    [Fact]
    public async Task A_value_that_does_not_fit_a_filter_is_said_at_the_filter()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&f1=amount&o1=gt&v1=much&filter=1");

        await Expect(tab.Page.Locator(".filter-row .err")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".chip.bad")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_click_on_a_head_sorts_and_a_second_one_turns_it_round()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&q=Deal");
        await tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Rows(tab).First).ToContainTextAsync("Deal 00");

        await tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(Rows(tab).First).ToContainTextAsync("Deal 59");
        await Expect(tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" })).ToHaveAttributeAsync("aria-sort", "descending");
    }

    [Fact]
    public async Task Further_rows_come_while_scrolling_and_the_count_comes_by_itself()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company?sort=name");
        await tab.Page.Locator("tr.more").ScrollIntoViewIfNeededAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Company 59" })).ToBeAttachedAsync();
        await Expect(tab.Page.Locator(".list-head .count")).Not.ToContainTextAsync("+");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_further_rows_are_a_page()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Company?sort=name");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show more" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Company 59" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Part_of_a_phone_number_finds_the_client()
    {
        await sales.CreateAsync("Company", ("name", "Reached by phone"), ("phone", "+14155558231"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("");
        await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search everywhere" }).FillAsync("8231");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Reached by phone" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_client_named_so_stands_before_its_deals()
    {
        var name = $"Zorvex{Guid.NewGuid():N}"[..14];
        var company = await sales.CreateAsync("Company", ("name", name));
        for (var i = 0; i < 9; i++)
        {
            await sales.CreateAsync("Deal", ("name", $"{name} and more {i}"), ("company", company));
        }

        await using var tab = await sales.OpenAsync(browser);
        foreach (var text in new[] { name, name[..6] })
        {
            await tab.Page.GotoAsync($"search?q={text}");
            await Expect(tab.Page.Locator(".results section h2").First).ToHaveTextAsync("Companies");
        }
    }

    [Fact]
    public async Task An_empty_list_says_what_it_is_for()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Team?f1=name&o1=eq&v1=nobody");

        await Expect(tab.Page.GetByText("Nothing found")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show everything" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Language_and_theme_are_kept()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Button("Русский").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("Компании");
        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Button("Тёмное").ClickAsync();

        await tab.Page.GotoAsync("c/Contact");

        await Expect(tab.Title).ToHaveTextAsync("Контакты");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }
}
