using CrmPlatform.Content;
using CrmPlatform.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>What somebody has to do, on one page.</summary>
public sealed class MyDayTests(Browser browser, Sales sales)
{
    private DateOnly Today => sales.Today;

    [Fact]
    public async Task Late_comes_first_then_today_by_time_then_the_next_days()
    {
        var company = await sales.CreateAsync("Company", ("name", "Ordered Ltd"), ("phone", "+442079460018"));
        var person = await sales.CreateAsync("Employee", ("name", "Olga Order"));
        await AddAsync("Meeting", person, company, "Third", Today, "23:59");
        await AddAsync("Task", person, company, "Fifth", Today.AddDays(3));
        await AddAsync("Task", person, company, "First", Today.AddDays(-40));
        await AddAsync("Call", person, company, "Second", Today.AddDays(-1));
        await AddAsync("Task", person, company, "Fourth", Today);
        await AddAsync("Task", person, company, "Sixth", null);
        await AddAsync("Task", person, company, "Too far", Today.AddDays(30));

        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"my-day?who={person}");

        Assert.Equal(["First", "Second", "Third", "Fourth", "Fifth", "Sixth"], await tab.Page.Locator(".todo .title a").AllInnerTextsAsync());
        Assert.Equal(["Overdue", "Today", "Next 7 days", "Without a day"], await tab.Page.Locator(".day-group h2").AllInnerTextsAsync());
        await Expect(tab.Page.Locator(".todo").First.GetByRole(AriaRole.Link, new() { Name = "+44 20" })).ToHaveAttributeAsync("href", "tel:+442079460018");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_task_is_put_off_done_and_given_away_where_it_stands()
    {
        var company = await sales.CreateAsync("Company", ("name", "Moved Ltd"));
        var person = await sales.CreateAsync("Employee", ("name", "Paul Puts"));
        var other = await sales.CreateAsync("Employee", ("name", "Aaron Aside"));
        var task = await AddAsync("Task", person, company, "Water the plants", Today.AddDays(-2));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"my-day?who={person}");

        await tab.Page.Locator(".todo").HoverAsync();
        await tab.Button("Tomorrow").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Next 7 days" })).ToBeVisibleAsync();
        Assert.Equal(Today.AddDays(1), (await sales.FindAsync("Task", task))["dueOn"]);

        await tab.Page.Locator(".todo summary").ClickAsync();
        await tab.Button("Aaron Aside").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("given to Aaron Aside");
        Assert.Equal(other, (await sales.FindAsync("Task", task))["owner"]);
        await Expect(tab.Page.Locator(".todo")).ToHaveCountAsync(0);

        await tab.Page.GotoAsync($"my-day?who={other}");
        await tab.Button("Mark “Water the plants” as done").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "All done for now" })).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Keys_walk_through_the_day_give_away_and_do_and_the_focus_stays()
    {
        var company = await sales.CreateAsync("Company", ("name", "Keyed Ltd"));
        var person = await sales.CreateAsync("Employee", ("name", "Kim Keys"));
        var other = await sales.CreateAsync("Employee", ("name", "Abel Able"));
        var first = await AddAsync("Task", person, company, "First of three", Today, "08:00");
        var second = await AddAsync("Task", person, company, "Second of three", Today, "09:00");
        await AddAsync("Task", person, company, "Third of three", Today, "23:45");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"my-day?who={person}");

        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("x");
        await Expect(tab.Page.Locator(".todo")).ToHaveCountAsync(2);
        await Expect(tab.Page.Locator(".todo .title a").Nth(1)).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("k");
        await tab.Page.Keyboard.PressAsync("a");
        await Expect(tab.Page.Locator(".todo .menu-list button").First).ToBeFocusedAsync();
        await tab.Button("Abel Able").PressAsync("Enter");
        await Expect(tab.Page.Locator(".todo .title a")).ToHaveTextAsync(["Third of three"]);

        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("x");
        await Expect(tab.Toast).ToContainTextAsync("Plan the next:");
        await tab.Page.Keyboard.PressAsync("p");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Next 7 days" })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".todo .title a")).ToHaveTextAsync(["Third of three"]);
        Assert.Equal("done", (await sales.FindAsync("Task", second))["state"]);
        Assert.Equal(other, (await sales.FindAsync("Task", first))["owner"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_keys_g_and_t_lead_here()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync("t");

        await Expect(tab.Title).ToHaveTextAsync("My day");
    }

    private Task<long> AddAsync(string type, long person, long company, string name, DateOnly? day, string? time = null) =>
        sales.CreateAsync(type, ("name", name), ("owner", person), ("subject", new RecordRef("Company", company)), ("dueOn", day), ("time", time));
}
