using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>The composer, the things to do and the timeline on the page of a record.</summary>
public sealed class TimelineTests(Browser browser, Sales sales)
{
    private static ILocator ToDo(Tab tab) => tab.Page.Locator(".todos");

    private static ILocator Entries(Tab tab) => tab.Page.Locator("#timeline-entries");

    [Fact]
    public async Task A_task_for_tomorrow_at_ten_is_planned_with_a_key_its_words_and_a_click()
    {
        var company = await sales.CreateAsync("Company", ("name", "Planned Ltd"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");

        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("Send the price list");
        await tab.Page.Locator(".pane.task").GetByText("Tomorrow 10:00").ClickAsync();
        await tab.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(ToDo(tab)).ToContainTextAsync("Send the price list");
        await Expect(tab.Page.Locator("#next-step")).ToContainTextAsync("Send the price list");
        await Expect(tab.Toast).ToContainTextAsync("Task added.");
        var task = Assert.Single(await OfAsync("Task", company, "name", "dueOn", "time", "state"));
        Assert.Equal(["Send the price list", sales.Today.AddDays(1), "10:00", "open"], task);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_is_being_written_stays_when_the_stage_is_changed_meanwhile()
    {
        var deal = await sales.CreateAsync("Deal", ("name", "Half a note"), ("amount", new Money(10m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/{deal}");
        await tab.Page.Locator(".pane.note textarea").FillAsync("They want it in blue");
        await tab.Page.Locator(".stages form button").First.ClickAsync();
        await Expect(tab.Toast).ToBeVisibleAsync();

        await Expect(tab.Page.Locator(".pane.note textarea")).ToHaveValueAsync("They want it in blue");
        await tab.Button("Add note").ClickAsync();
        await Expect(Entries(tab)).ToContainTextAsync("They want it in blue");
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator(".pane.note textarea")).ToHaveValueAsync("");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_task_is_done_in_place_taken_back_from_the_toast_and_followed_by_the_next()
    {
        var company = await sales.CreateAsync("Company", ("name", "Done Ltd"));
        await sales.CreateAsync("Task", ("name", "Call the lawyer"), ("subject", new RecordRef("Company", company)), ("dueOn", new DateOnly(2026, 1, 5)));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");
        var tick = tab.Button("Mark “Call the lawyer” as done");

        await tick.ClickAsync();
        await Expect(Entries(tab)).ToContainTextAsync("Call the lawyer");
        await Expect(tab.Page.Locator("#next-step")).ToContainTextAsync("Nothing is planned");
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(ToDo(tab)).ToContainTextAsync("Call the lawyer");

        await tick.ClickAsync();
        await tab.Toast.GetByRole(AriaRole.Link, new() { Name = "Pick a day" }).ClickAsync();
        await Expect(tab.Page.Locator(".pane.task [name=name]")).ToHaveValueAsync("Call the lawyer");
        await tab.Button("Add task").ClickAsync();

        await Expect(ToDo(tab)).ToContainTextAsync("Call the lawyer");
        Assert.Equal(2, (await OfAsync("Task", company, "name")).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_follows_is_planned_by_one_key_when_something_is_done_or_by_itself_when_it_was_said_before()
    {
        var company = await sales.CreateAsync("Company", ("name", "Followed Ltd"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");
        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("Send the offer");
        await tab.Page.Locator(".pane.task summary").ClickAsync();
        await tab.Page.Locator("[name='task.then']").FillAsync("Ask about the offer");
        await tab.Page.Locator("[name='task.thenIn']").SelectOptionAsync("3");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ToDo(tab)).ToContainTextAsync("→ Ask about the offer");

        await tab.Button("Mark “Send the offer” as done").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("“Ask about the offer” is planned for");
        await Expect(ToDo(tab)).ToContainTextAsync("Ask about the offer");
        await tab.Page.Keyboard.PressAsync("Control+z");
        await Expect(ToDo(tab)).ToContainTextAsync("Send the offer");
        Assert.Single(await OfAsync("Task", company, "name"));

        await tab.Page.GetByPlaceholder("What is good to know?").FillAsync("Half a note");
        await tab.Button("Mark “Send the offer” as done").ClickAsync();
        await tab.Button("Mark “Ask about the offer” as done").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Plan the next:");
        await tab.Page.Locator("h1").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await tab.Page.EvaluateAsync("document.activeElement?.blur()");
        await tab.Page.Keyboard.PressAsync("p");

        await Expect(tab.Toast).ToContainTextAsync("is planned for");
        await Expect(ToDo(tab)).ToContainTextAsync("Ask about the offer");
        await Expect(tab.Page.Locator("#next-step")).ToContainTextAsync("Ask about the offer");
        var open = (await OfAsync("Task", company, "name", "state", "dueOn")).Where(t => (string?)t[1] == "open");
        Assert.Equal(["Ask about the offer", "open", sales.Today.AddDays(7)], Assert.Single(open));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Reminder_length_people_and_priority_are_given_without_leaving_the_composer()
    {
        var company = await sales.CreateAsync("Company", ("name", "Asked Late Ltd"));
        var colleague = await sales.CreateAsync("Employee", ("name", "Cora Colleague"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");

        await tab.Page.Locator(".kinds").GetByText("Meeting").ClickAsync();
        await tab.Page.Keyboard.TypeAsync("Kick-off");
        var pane = tab.Page.Locator(".pane.meeting");
        await pane.Locator("summary").ClickAsync();
        await Expect(pane.GetByLabel("Reminder")).ToBeFocusedAsync();
        await pane.GetByLabel("Reminder").SelectOptionAsync("60");
        await pane.Locator("[name='meeting.attendees.text']").FillAsync("Cora");
        await tab.Page.GetByRole(AriaRole.Option, new() { Name = "Cora Colleague" }).ClickAsync();
        await pane.Locator("[name='meeting.owner.text']").FillAsync("Cora Colleague");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ToDo(tab)).ToContainTextAsync("Kick-off");
        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("Send it");
        await tab.Page.Locator(".pane.task [name=priority]").SelectOptionAsync("low");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ToDo(tab)).ToContainTextAsync("Send it");

        var id = Assert.Single(await sales.QueryAsync(new ContentQuery { Type = "Meeting", Where = About(company), Columns = ["name"] })).Id;
        var meeting = await sales.FindAsync("Meeting", id);
        Assert.Equal(("60", colleague, 60L), ((string?)meeting["remind"], (long?)meeting["owner"], (long?)meeting["minutes"]));
        Assert.Equal([colleague], (IEnumerable<long>)meeting["attendees"]!);
        Assert.Equal(["low"], Assert.Single(await OfAsync("Task", company, "priority")));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_note_is_one_field_and_a_key_and_stands_first_in_the_timeline()
    {
        var company = await sales.CreateAsync("Company", ("name", "Noted Ltd"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");

        await tab.Page.Keyboard.PressAsync("c");
        await tab.Page.Keyboard.TypeAsync("<b>Likes</b> tea");
        await tab.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(Entries(tab).Locator("li").First).ToContainTextAsync("<b>Likes</b> tea");
        Assert.NotNull((await sales.FindAsync("Company", company))["lastTouch"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_notes_calls_and_meetings_are_sent_as_forms()
    {
        var company = await sales.CreateAsync("Company", ("name", "Plain Ltd"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Company/{company}");

        await tab.Page.Locator(".pane.note textarea").FillAsync("Written plainly");
        await tab.Button("Add note").ClickAsync();
        await Expect(Entries(tab)).ToContainTextAsync("Written plainly");

        await tab.Page.Locator(".kinds").GetByText("Call").ClickAsync();
        await tab.Page.Locator(".pane.call textarea").FillAsync("Wants a demo");
        await tab.Button("Add call").ClickAsync();
        await Expect(Entries(tab)).ToContainTextAsync("Wants a demo");

        await tab.Page.Locator(".kinds").GetByText("Meeting").ClickAsync();
        await tab.Page.Locator(".pane.meeting [name=name]").FillAsync("Demo");
        await tab.Button("Add meeting").ClickAsync();
        await Expect(ToDo(tab)).ToContainTextAsync("Demo");
    }

    [Fact]
    public async Task The_timeline_shows_what_is_asked_for_and_goes_back_page_by_page()
    {
        var company = await sales.CreateAsync("Company", ("name", "Long Ltd"));
        for (var i = 0; i < 40; i++)
        {
            await sales.CreateAsync("Note", ("text", $"Remark {i:00}"), ("subject", new RecordRef("Company", company)));
        }

        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");
        await Expect(Entries(tab)).ToContainTextAsync("Remark 39");
        await tab.Page.Locator("#timeline").GetByRole(AriaRole.Link, new() { Name = "Show earlier" }).ClickAsync();
        await Expect(Entries(tab)).ToContainTextAsync("Remark 00");
        await Expect(Entries(tab)).ToContainTextAsync("created this");

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Changes", Exact = true }).ClickAsync();
        await Expect(Entries(tab)).Not.ToContainTextAsync("Remark");
        await Expect(Entries(tab)).ToContainTextAsync("created this");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_said_and_what_was_typed_stays()
    {
        var company = await sales.CreateAsync("Company", ("name", "Refused Ltd"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{company}");

        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("For nobody");
        await tab.Page.Locator(".pane.task [name='owner.text']").FillAsync("Nobody Nowhere");
        await tab.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(tab.Page.Locator("#toasts .toast.bad")).ToContainTextAsync("Nobody Nowhere");
        await Expect(tab.Page.Locator(".pane.task [name=name]")).ToHaveValueAsync("For nobody");
        Assert.Empty(await OfAsync("Task", company, "name"));
    }

    [Fact]
    public async Task Without_a_script_what_cannot_be_saved_comes_again_as_a_form()
    {
        var company = await sales.CreateAsync("Company", ("name", "Refused plainly Ltd"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Company/{company}");
        await tab.Page.Locator(".kinds").GetByText("Task").ClickAsync();
        await tab.Page.Locator(".pane.task [name=name]").FillAsync("For nobody");
        await tab.Page.Locator(".pane.task [name='owner.text']").FillAsync("Nobody Nowhere");
        await tab.Button("Add task").ClickAsync();

        await Expect(tab.Page.Locator("main")).ToContainTextAsync("Nobody Nowhere");
        await Expect(tab.Page.Locator("main [name=name]")).ToHaveValueAsync("For nobody");
        Assert.Empty(await OfAsync("Task", company, "name"));
        await tab.Button("Create task").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("For nobody");
        Assert.Single(await OfAsync("Task", company, "name"));
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?>>> OfAsync(string type, long company, params string[] columns)
    {
        return [.. (await sales.QueryAsync(new ContentQuery { Type = type, Where = About(company), Columns = columns })).Select(r => r.Values)];
    }

    private static FieldCondition About(long company) => new("subject", FilterOperator.Equal, JsonSerializer.SerializeToElement($"Company/{company}"));
}
