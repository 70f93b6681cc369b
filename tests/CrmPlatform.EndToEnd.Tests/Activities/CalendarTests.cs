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
    public async Task On_a_phone_a_week_opens_on_today()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync("calendar?view=week");
        await Expect(tab.Page.Locator(".cal thead .now")).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Fact]
    public async Task In_a_month_a_drag_keeps_the_time()
    {
        var (person, meeting) = await MeetingAsync("Review", "09:15");
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"calendar?view=month&day=2026-11-18&who={person}");

        await tab.Page.Locator(".cal-item").DragToAsync(tab.Page.Locator("ul[data-day='2026-11-24']"));

        await Expect(tab.Toast).ToContainTextAsync("“Review” moved");
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

    [Fact]
    public async Task Entries_are_as_tall_as_they_are_long_and_stand_side_by_side_where_they_overlap()
    {
        var (person, _) = await MeetingAsync("Long", "10:00", 120);
        await sales.CreateAsync("Meeting", ("name", "Short"), ("owner", person), ("dueOn", _day), ("time", "11:00"), ("minutes", 30L));
        await sales.CreateAsync("Call", ("name", "After"), ("owner", person), ("dueOn", _day), ("time", "12:00"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"calendar?view=week&day=2026-11-18&who={person}");

        var (longer, shorter, after) = (await BoxAsync(tab, "Long"), await BoxAsync(tab, "Short"), await BoxAsync(tab, "After"));

        Assert.Equal(4, longer.Height / shorter.Height, 0.3);
        Assert.InRange(shorter.Y - longer.Y, 40, 56);
        Assert.True(shorter.X >= longer.X + longer.Width, "They overlap.");
        Assert.True(after.Width > longer.Width * 1.7, "What stands alone has the day's width.");
        await Expect(tab.Page.Locator(".cal-item").Filter(new() { HasText = "Long" })).ToContainTextAsync("12:00");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Shift_and_arrows_move_the_entry_that_has_the_focus()
    {
        var (person, meeting) = await MeetingAsync("Nudged", "10:30", 60);
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"calendar?view=week&day=2026-11-18&who={person}");
        var link = tab.Page.Locator($"#cal-Meeting-{meeting} > a");

        await link.FocusAsync();
        await tab.Page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(tab.Page.Locator($"#cal-Meeting-{meeting}")).ToHaveAttributeAsync("data-time", "11:00");
        await Expect(link).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Slot(tab, "2026-11-19", "11")).ToContainTextAsync("Nudged");
        await Expect(link).ToBeFocusedAsync();

        var moved = await sales.FindAsync("Meeting", meeting);
        Assert.Equal((new DateOnly(2026, 11, 19), "11:00"), (moved["dueOn"], moved["time"]));
        Assert.Empty(tab.Complaints);
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(Tab tab, string name) =>
        (await tab.Page.Locator(".cal-item").Filter(new() { HasText = name }).BoundingBoxAsync())!;

    private static readonly DateOnly _day = new(2026, 11, 18);

    private static ILocator Slot(Tab tab, string day, string hour) => tab.Page.Locator($"ul[data-day='{day}'][data-hour='{hour}']");

    private async Task<(long Person, long Meeting)> MeetingAsync(string name, string time, long? minutes = null)
    {
        var person = await sales.CreateAsync("Employee", ("name", $"Person of {name}"));
        var meeting = await sales.CreateAsync("Meeting", ("name", name), ("owner", person), ("dueOn", _day), ("time", time), ("minutes", minutes));
        return (person, meeting);
    }
}
