using CrmPlatform.Content.Queries;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>New cards, where they shall stand.</summary>
public sealed class QuickAddTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task A_card_is_added_in_its_column_and_the_form_is_ready_for_the_next()
    {
        var name = $"Quick{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add deal in Engaging" }).ClickAsync();
        await Expect(Name(tab)).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync(name + " one");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("[data-cards=engaging] .deal .name")).ToHaveTextAsync([name + " one"]);
        await Expect(Name(tab)).ToBeFocusedAsync();
        await Expect(Name(tab)).ToHaveValueAsync("");
        await tab.Page.Keyboard.TypeAsync(name + " two");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("[data-cards=engaging] .deal .name")).ToHaveTextAsync([name + " two", name + " one"]);
        await Expect(tab.Page.Locator("#head-engaging .tally")).ToContainTextAsync("2");

        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(Form(tab)).ToHaveCountAsync(0);
        Assert.Equal([(name + " one", "engaging", "sales"), (name + " two", "engaging", "sales")], await StoredAsync(name));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_is_missing_is_said_in_place_and_nothing_is_made()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Lead/board/leads?new=new");

        await Expect(Name(tab)).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Form(tab).Locator(".err")).ToBeVisibleAsync();
        await Expect(Name(tab)).ToBeFocusedAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_the_form_stands_in_the_column_and_is_there_again_for_the_next()
    {
        var name = $"Plain{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Add deal in Prospecting" }).ClickAsync();
        await Name(tab).FillAsync(name);
        await tab.Button("Add").ClickAsync();

        await Expect(tab.Page.Locator("[data-cards=prospecting] .deal .name")).ToHaveTextAsync([name]);
        await Expect(Name(tab)).ToHaveValueAsync("");
        Assert.Equal([(name, "prospecting", "sales")], await StoredAsync(name));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one()
    {
        var name = $"Twice{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}&new=prospecting");
        await Name(tab).FillAsync(name);

        var answers = await Form(tab).EvaluateAsync<int[]>("""
            form => Promise.all([1, 2].map(() => fetch(form.action, {
                method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams(new FormData(form)),
            }).then(answer => answer.status)))
            """);

        Assert.Equal([200, 200], answers);
        Assert.Equal([(name, "prospecting", "sales")], await StoredAsync(name));
    }

    private static ILocator Form(Tab tab) => tab.Page.Locator("form[data-add-form]");

    private static ILocator Name(Tab tab) => Form(tab).GetByLabel("Name");

    private async Task<IReadOnlyList<(string, string, string)>> StoredAsync(string name)
    {
        var query = new ContentQuery { Type = "Deal", Where = new SearchFilter(name), Columns = ["name", "stage", "pipeline"], Sort = ["name"] };
        return [.. (await sales.QueryAsync(query)).Select(r => ((string)r.Values[0]!, (string)r.Values[1]!, (string)r.Values[2]!))];
    }
}
