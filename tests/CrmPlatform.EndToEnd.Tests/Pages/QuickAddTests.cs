using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
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

    [Fact]
    public async Task A_card_takes_a_company_that_is_not_there_yet_and_one_undo_takes_both_back()
    {
        var name = $"Within{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/board/sales?q={name}&new=engaging");
        await Name(tab).FillAsync(name);
        await Company(tab).FocusAsync();
        await tab.Page.Keyboard.TypeAsync(name + " Ltd");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(Form(tab).Locator("[name='company~new.name']")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator("[data-cards=engaging] .deal .name")).ToHaveTextAsync([name]);
        await Expect(Company(tab)).ToHaveValueAsync("");
        Assert.Equal([name + " Ltd"], await NamesAsync("Company", name));
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("Control+z");
        await Expect(tab.Page.Locator(".deal .name")).ToHaveCountAsync(0);
        Assert.Empty(await NamesAsync("Company", name));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_lead_that_may_be_there_is_shown_while_typing_and_what_was_typed_is_not_left_unasked()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await sales.CreateAsync("Lead", ("name", "Lea There"), ("email", mail));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Lead/board/leads?q={mail}&new=new");
        await Name(tab).FillAsync("Lea Again");
        await Form(tab).GetByLabel("E-mail").FillAsync(mail);
        await Expect(Form(tab).Locator(".same")).ToContainTextAsync("Lea There");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(Name(tab)).ToHaveValueAsync("Lea Again");
        Assert.Contains("not saved", Assert.Single(tab.Complaints), StringComparison.Ordinal);
        await Name(tab).PressAsync("Enter");

        await Expect(tab.Page.Locator("[data-cards=new] .deal .name")).ToHaveTextAsync(["Lea Again", "Lea There"]);
    }

    [Fact]
    public async Task Without_a_script_a_card_that_may_be_there_is_asked_about_once()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await sales.CreateAsync("Lead", ("name", "Leo There"), ("email", mail));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Lead/board/leads?q={mail}&new=new");
        await Name(tab).FillAsync("Leo Again");
        await Form(tab).GetByLabel("E-mail").FillAsync(mail);
        await tab.Button("Add").ClickAsync();
        await Expect(Form(tab).GetByRole(AriaRole.Alert)).ToContainTextAsync("Leo There");
        Assert.Equal(["Leo There"], await NamesAsync("Lead", mail));

        await tab.Button("Create anyway").ClickAsync();

        await Expect(tab.Page.Locator("[data-cards=new] .deal .name")).ToHaveTextAsync(["Leo Again", "Leo There"]);
    }

    [Fact]
    public async Task What_a_stage_asks_for_may_be_made_beside_the_card()
    {
        await using var host = await TestHost.StartAsync();
        await host.LayOverAsync(new Layer
        {
            Id = "tenant",
            Pipelines = [new PipelineDefinition { Id = "sales", Type = "Deal", Stages = [new StageDefinition { Id = "engaging", Requires = ["contact"] }] }],
        });
        var id = await host.InTenantAsync(s => Sales.CreateAsync(s, "Deal", ("name", "Asks for a contact"), ("stage", "prospecting")));
        var own = Sales.Of(host);
        await using var tab = await own.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/board/sales");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("m");
        await tab.Page.Keyboard.PressAsync("Enter");
        var gate = tab.Page.Locator("form[data-gate]");
        await Expect(gate.Locator("input[name='contact.text']")).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync("Nora Quist");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(gate.Locator("[name='contact~new.lastName']")).ToHaveValueAsync("Quist");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator($"[data-cards=engaging] #card-{id}")).ToBeVisibleAsync();
        await Expect(gate).ToHaveCountAsync(0);
        var deal = await own.FindAsync("Deal", id);
        Assert.Equal("Nora Quist", (await own.FindAsync("Contact", (long)deal["contact"]!))["name"]);
        Assert.Empty(tab.Complaints);
    }

    private static ILocator Company(Tab tab) => Form(tab).Locator("input[name='company.text']");

    private async Task<IReadOnlyList<string>> NamesAsync(string type, string words)
    {
        var query = new ContentQuery { Type = type, Where = new SearchFilter(words), Columns = ["name"], Sort = ["name"] };
        return [.. (await sales.QueryAsync(query)).Select(r => (string)r.Values[0]!)];
    }

    private static ILocator Form(Tab tab) => tab.Page.Locator("form[data-add-form]");

    private static ILocator Name(Tab tab) => Form(tab).GetByLabel("Name");

    private async Task<IReadOnlyList<(string, string, string)>> StoredAsync(string name)
    {
        var query = new ContentQuery { Type = "Deal", Where = new SearchFilter(name), Columns = ["name", "stage", "pipeline"], Sort = ["name"] };
        return [.. (await sales.QueryAsync(query)).Select(r => ((string)r.Values[0]!, (string)r.Values[1]!, (string)r.Values[2]!))];
    }
}
