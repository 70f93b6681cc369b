using CrmPlatform.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>The calendar: read, dragged, and moved by its form.</summary>
public sealed class CalendarTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task What_is_dragged_to_another_hour_and_day_moves_and_can_be_taken_back()
    {
        var (person, meeting) = await MeetingAsync("Demo", "10:30");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"calendar?view=week&day=2026-11-18&who={person}");

        await tab.Page.Locator(".cal-item").DragToAsync(Slot(tab, "2026-11-20", "14"));

        await Expect(tab.Toast).ToContainTextAsync("“Demo” moved");
        await Expect(Slot(tab, "2026-11-20", "14")).ToContainTextAsync("Demo");
        var moved = await sales.FindAsync("Meeting", meeting);
        Assert.Equal((new DateOnly(2026, 11, 20), "14:30"), (moved["dueOn"], moved["time"]));

        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Slot(tab, "2026-11-18", "10")).ToContainTextAsync("Demo");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task In_a_month_a_drag_keeps_the_time()
    {
        var (person, meeting) = await MeetingAsync("Review", "09:15");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"calendar?view=month&day=2026-11-18&who={person}");

        await tab.Page.Locator(".cal-item").DragToAsync(tab.Page.Locator("ul[data-day='2026-11-24']"));

        await Expect(tab.Page.Locator("ul[data-day='2026-11-24']")).ToContainTextAsync("Review");
        var moved = await sales.FindAsync("Meeting", meeting);
        Assert.Equal((new DateOnly(2026, 11, 24), "09:15"), (moved["dueOn"], moved["time"]));
    }

    [Fact]
    public async Task Without_a_script_it_is_read_and_things_are_moved_by_a_form()
    {
        var (person, meeting) = await MeetingAsync("Plain", "11:00");
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"calendar?view=day&day=2026-11-18&who={person}");

        await tab.Page.Locator(".cal-item summary").ClickAsync();
        await tab.Page.Locator(".move-form [name=time]").FillAsync("16:00");
        await tab.Button("Move").ClickAsync();

        await Expect(Slot(tab, "2026-11-18", "16")).ToContainTextAsync("Plain");
        Assert.Equal("16:00", (await sales.FindAsync("Meeting", meeting))["time"]);
    }

    [Fact]
    public async Task An_empty_hour_is_clicked_to_add_a_meeting_there()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("calendar?view=week&day=2026-11-18");

        await Slot(tab, "2026-11-19", "15").Locator(".slot a").ClickAsync();

        await Expect(tab.Page.GetByLabel("Time", new() { Exact = true })).ToHaveValueAsync("15:00");
        Assert.Contains("19", await tab.Page.GetByLabel("Day").InputValueAsync(), StringComparison.Ordinal);
    }

    private static ILocator Slot(Tab tab, string day, string hour) => tab.Page.Locator($"ul[data-day='{day}'][data-hour='{hour}']");

    private async Task<(long Person, long Meeting)> MeetingAsync(string name, string time)
    {
        var person = await sales.CreateAsync("Employee", ("name", $"Person of {name}"));
        var meeting = await sales.CreateAsync("Meeting", ("name", name), ("owner", person), ("dueOn", new DateOnly(2026, 11, 18)), ("time", time));
        return (person, meeting);
    }
}
