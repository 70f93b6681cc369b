using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Working in a list: views of one's own, many records at once, a value where it stands, columns and groups.</summary>
public sealed class ListWorkTests(Browser browser, Sales sales)
{
    private static ILocator Rows(Tab tab) => tab.Page.Locator("table.grid tbody tr[data-id]");

    /// <summary>Six clicks (filter, two fields, two comparisons, the view's menu), the keys of two numbers and a name, and Enter twice.</summary>
    [Fact]
    public async Task Deals_over_4000_not_touched_for_30_days_are_found_and_kept_as_a_view_with_an_address()
    {
        var quiet = await sales.CreateAsync("Deal", ("name", "Quiet giant"), ("amount", new Money(4001m, "USD")));
        await sales.CreateAsync("Deal", ("name", "Lively giant"), ("amount", new Money(9000m, "USD")), ("lastTouch", sales.Clock.GetUtcNow().AddDays(-3)));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal?view=deals.all");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Filter", Exact = true }).ClickAsync();
        await AddAsync(tab, "Amount", "is more than", "4000");
        await AddAsync(tab, "Last touch", "not in the last … days", "30");
        await tab.Button("Apply").ClickAsync();

        await Expect(tab.Page.Locator(".chip")).ToContainTextAsync(["Amount is more than 4,000", "Last touch not in the last 30 days"]);
        await Expect(Rows(tab).Filter(new() { HasText = "Quiet giant" })).ToHaveCountAsync(1);
        await Expect(Rows(tab).Filter(new() { HasText = "Lively giant" })).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator(".tabs [aria-current]")).ToContainTextAsync("modified");

        var name = $"Asleep {quiet}";
        await SaveAsAsync(tab, name);

        await Expect(tab.Page.Locator(".tabs [aria-current]")).ToHaveTextAsync(name);
        Assert.Matches(@"/c/Deal\?view=\d+$", tab.Page.Url);
        await Expect(tab.Page.Locator(".chip")).ToHaveCountAsync(2);
        await Expect(Rows(tab).Filter(new() { HasText = "Quiet giant" })).ToHaveCountAsync(1);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&own=1&any=&f1=amount&o1=gt&v1=4000&to=&add=");
        await Expect(tab.Page.Locator("#filter-form")).ToHaveCountAsync(0);
        Assert.EndsWith("c/Deal?view=deals.all&own=1&f1=amount&o1=gt&v1=4000", tab.Page.Url, StringComparison.Ordinal);
        await tab.Page.GoBackAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter: Last touch" }).ClickAsync();
        await Expect(Rows(tab).Filter(new() { HasText = "Lively giant" })).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_owner_of_200_filtered_deals_is_changed_and_put_back_by_one_undo()
    {
        var mark = $"Bulk{Guid.NewGuid():N}"[..10];
        var from = await sales.CreateAsync("Employee", ("name", $"From {mark}"));
        var to = await sales.CreateAsync("Employee", ("name", $"To {mark}"));
        var host = await sales.HostAsync();
        await host.InTenantAsync(async services =>
        {
            for (var i = 0; i < 200; i++)
            {
                await Sales.CreateAsync(services, "Deal", ("name", $"{mark} {i:000}"), ("owner", from));
            }

            return 0;
        });
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&f1=owner&o1=eq&v1={from.ToString(CultureInfo.InvariantCulture)}");
        await Expect(tab.Page.Locator(".list-head .count")).ToHaveTextAsync("200");

        await Rows(tab).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Page.GetByLabel("All that match").CheckAsync();
        await tab.Button("Change owner").ClickAsync();
        await Expect(tab.Page.Locator("#bulk-title")).ToHaveTextAsync("Change Owner of 200 deals to:");
        await tab.Page.Locator("#bulk-ask").GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).PressSequentiallyAsync($"To {mark}");
        await tab.Page.GetByRole(AriaRole.Option, new() { Name = $"To {mark}" }).ClickAsync();
        await tab.Button("Change 200 deals").ClickAsync();

        await Expect(tab.Toast).ToContainTextAsync("200 deals were changed.");
        Assert.Equal(200, await CountAsync(to));
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Undone: 200 deals.");
        Assert.Equal((200, 0), (await CountAsync(from), await CountAsync(to)));

        // What one did in English, another reads in Russian.
        await using var other = await sales.OpenAsync(browser, new TabOptions { Language = "ru" });
        await other.Page.GotoAsync("acts");
        await Expect(other.Page.Locator("main")).ToContainTextAsync("Сделки: Ответственный");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Nothing_is_emptied_because_nothing_was_chosen()
    {
        var mark = $"Kept{Guid.NewGuid():N}"[..14];
        var owner = await sales.CreateAsync("Employee", ("name", $"Owner {mark}"));
        await sales.CreateAsync("Deal", ("name", mark), ("owner", owner));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}");
        await Rows(tab).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Button("Change owner").ClickAsync();
        await tab.Page.Locator("#bulk-ask").GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).PressAsync("Enter");
        await Expect(tab.Page.Locator(".bulk-ask .err").First).ToBeVisibleAsync();
        Assert.Equal(1, await CountAsync(owner));

        await tab.Page.GetByLabel("Empty the field").CheckAsync();
        await tab.Button("Change 1 deal").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("1 deal was changed.");
        Assert.Equal(0, await CountAsync(owner));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Deals_that_are_lost_together_are_asked_why_once()
    {
        var mark = $"Gone{Guid.NewGuid():N}"[..14];
        var deals = new List<long>();
        foreach (var name in new[] { mark + " a", mark + " b" })
        {
            deals.Add(await sales.CreateAsync("Deal", ("name", name), ("stage", "engaging")));
        }

        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}");
        await Rows(tab).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Page.GetByLabel("All that match").CheckAsync();
        await tab.Button("Move stage").ClickAsync();
        await tab.Page.Locator(".bulk-ask").GetByLabel("Stage").SelectOptionAsync(new SelectOptionValue { Label = "New sales: Lost" });
        await tab.Button("Change 2 deals").ClickAsync();
        await tab.Page.Locator(".bulk-ask").GetByLabel("Lost because").SelectOptionAsync("price");
        await tab.Button("Change 2 deals").ClickAsync();

        await Expect(tab.Toast).ToContainTextAsync("2 deals were changed.");
        foreach (var deal in deals)
        {
            var saved = await sales.FindAsync("Deal", deal);
            Assert.Equal(("lost", "price"), ((string?)saved["outcome"], (string?)saved["lostReason"]));
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Rows_that_are_the_same_are_merged_from_the_list()
    {
        var mark = $"Twin{Guid.NewGuid():N}"[..14];
        await sales.CreateAsync("Contact", ("firstName", "One"), ("lastName", mark));
        await sales.CreateAsync("Contact", ("firstName", "Other"), ("lastName", mark));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Contact?q={mark}");
        await Rows(tab).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Rows(tab).Nth(1).GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Button("Merge").ClickAsync();

        await Expect(tab.Page.Locator("main .merge thead .check")).ToHaveCountAsync(2);
        await tab.Page.Locator("main button.primary").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("2");
        await tab.Page.GotoAsync($"c/Contact?q={mark}");
        await Expect(Rows(tab)).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_value_is_changed_where_it_stands_and_taken_back()
    {
        var id = await sales.CreateAsync("Company", ("name", $"Cell {Guid.NewGuid():N}"), ("website", "https://old.example"));
        var name = (string)(await sales.FindAsync("Company", id))["name"]!;
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={name[5..]}");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("e");
        await tab.Page.Locator(".cell-form").GetByLabel("Name").FillAsync("");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator(".cell-form .err")).ToBeVisibleAsync();

        await tab.Page.Locator(".cell-form").GetByLabel("Name").FillAsync(name + " II");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Rows(tab).First).ToContainTextAsync(name + " II");
        await Expect(tab.Page.Locator(".cell-form")).ToHaveCountAsync(0);
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Undone:");
        await Expect(tab.Toast.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveAttributeAsync("href", $"/c/Company/{id}");
        Assert.Equal(name, (await sales.FindAsync("Company", id))["name"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_way_back_from_a_record_leads_to_the_same_rows()
    {
        var mark = $"Far{Guid.NewGuid():N}"[..12];
        var host = await sales.HostAsync();
        await host.InTenantAsync(async services =>
        {
            for (var i = 0; i < 120; i++)
            {
                await Sales.CreateAsync(services, "Company", ("name", $"{mark} {i:000}"));
            }

            return 0;
        });
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={mark}");
        await Expect(Rows(tab)).ToHaveCountAsync(50);
        await Rows(tab).Last.ScrollIntoViewIfNeededAsync();
        await Expect(Rows(tab)).ToHaveCountAsync(100);
        var row = Rows(tab).Filter(new() { HasText = $"{mark} 090" });
        await row.ScrollIntoViewIfNeededAsync();
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync($"{mark} 090");
        await tab.Page.GoBackAsync();

        await Expect(row).ToBeInViewportAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_pencil_of_a_cell_opens_its_form()
    {
        var mark = $"Pencil{Guid.NewGuid():N}"[..14];
        var id = await sales.CreateAsync("Company", ("name", mark), ("website", "https://pencil.example"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={mark}");
        var name = Rows(tab).First.Locator("td.name");
        await name.HoverAsync();
        await name.Locator(".pencil").HoverAsync();
        await name.Locator(".pencil").ClickAsync();

        await tab.Page.Locator(".cell-form").GetByLabel("Name").FillAsync(mark + " drawn");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(Rows(tab).First).ToContainTextAsync(mark + " drawn");
        Assert.Equal(mark + " drawn", (await sales.FindAsync("Company", id))["name"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_row_is_selected_and_a_cell_edited_by_keys_alone()
    {
        var mark = $"Keys{Guid.NewGuid():N}"[..12];
        var id = await sales.CreateAsync("Deal", ("name", mark), ("amount", new Money(10m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("x");
        await Expect(tab.Page.Locator("[data-picked]")).ToHaveTextAsync("1 selected");
        var amount = await tab.Page.Locator("thead th").AllInnerTextsAsync();
        for (var i = 1; i < amount.ToList().FindIndex(t => t.Trim() == "Amount"); i++)
        {
            await tab.Page.Keyboard.PressAsync("ArrowRight");
        }

        await tab.Page.Keyboard.PressAsync("e");
        await Expect(tab.Page.Locator(".cell-form")).ToBeVisibleAsync();
        await tab.Page.Keyboard.TypeAsync("77");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(Rows(tab).First).ToContainTextAsync("$77.00");
        Assert.Equal(77m, ((Money)(await sales.FindAsync("Deal", id))["amount"]!).Amount);
    }

    [Fact]
    public async Task A_private_view_is_not_there_for_others_and_a_member_cannot_share()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company?q=Company");
        var name = $"Mine {Guid.NewGuid():N}"[..16];
        await SaveAsAsync(tab, name);
        await Expect(tab.Page.Locator(".tabs [aria-current]")).ToHaveTextAsync(name);
        var address = tab.Page.Url;

        await using var other = await MemberAsync();
        var answer = await other.Page.GotoAsync(address);
        Assert.Equal(404, answer!.Status);
        await Expect(other.Page.GetByText(name)).ToHaveCountAsync(0);
        await other.Page.GotoAsync("c/Company");
        await Expect(other.Page.Locator(".tabs")).Not.ToContainTextAsync(name);
        await other.Page.Locator("#view-menu summary").ClickAsync();
        await Expect(other.Page.GetByLabel("Everybody sees it")).ToHaveCountAsync(0);

        // A form that is tampered with meets the gate.
        await other.Page.EvaluateAsync("() => { const f = document.querySelector('.view-form'); const i = document.createElement('input'); i.name = 'shared'; i.value = 'true'; f.append(i); }");
        await other.Page.GetByLabel("Name of the new view").FillAsync("For all");
        await other.Button("Save as a new view").ClickAsync();
        await Expect(other.Page.Locator(".view-form [role=alert]")).ToContainTextAsync("You may not share views");
        await Expect(other.Page.GetByLabel("Name of the new view")).ToHaveValueAsync("For all");
    }

    [Fact]
    public async Task A_shared_view_shows_what_its_reader_may_see_and_a_view_of_a_layer_is_hidden_for_one_person()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact");
        var name = $"Ours {Guid.NewGuid():N}"[..16];
        await SaveAsAsync(tab, name, shared: true);
        await using var other = await MemberAsync();
        await other.Page.GotoAsync(tab.Page.Url);
        await Expect(other.Page.Locator(".tabs [aria-current]")).ToContainTextAsync(name);
        await other.Page.Locator("#view-menu summary").ClickAsync();
        await Expect(other.Button($"Delete “{name}”")).ToHaveCountAsync(0);
        await other.Button($"Hide “{name}”").ClickAsync();
        await Expect(other.Page.Locator(".tabs")).Not.ToContainTextAsync(name);

        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator(".tabs")).ToContainTextAsync(name);
        await tab.Page.Locator("#view-menu summary").ClickAsync();
        await tab.Button($"Delete “{name}”").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("was deleted");
        await Expect(tab.Page.Locator(".tabs")).Not.ToContainTextAsync(name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Columns_are_chosen_through_lookups_and_kept_with_and_without_a_script(bool script)
    {
        await using var tab = await MemberAsync(script);
        await tab.Page.GotoAsync("c/Deal?view=deals.all&display=1");
        await tab.Page.GetByLabel("Add a column…").SelectOptionAsync(new SelectOptionValue { Label = "Company › Sector" });
        if (!script)
        {
            await tab.Button("Apply").ClickAsync();
        }

        var head = tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Company › Sector" });
        await Expect(head).ToBeVisibleAsync();
        await tab.Page.GotoAsync("c/Deal?view=deals.all");
        await Expect(head).ToBeVisibleAsync();
        await tab.Page.GotoAsync("c/Deal?view=deals.all&display=1");
        await tab.Button("As the view has them").ClickAsync();
        await Expect(head).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_list_is_grouped_with_counts_and_sums_and_sorted_by_two_columns()
    {
        var mark = $"Grp{Guid.NewGuid():N}"[..12];
        await sales.CreateAsync("Deal", ("name", $"{mark} a"), ("stage", "engaging"), ("amount", new Money(100m, "USD")));
        await sales.CreateAsync("Deal", ("name", $"{mark} b"), ("stage", "engaging"), ("amount", new Money(50m, "USD")));
        await sales.CreateAsync("Deal", ("name", $"{mark} c"), ("stage", "prospecting"), ("amount", new Money(7m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}&group=stage&sort=stage,-name");

        await Expect(tab.Page.Locator(".group-head")).ToHaveCountAsync(2);
        await Expect(tab.Page.Locator(".group-head").Filter(new() { HasText = "Engaging" })).ToContainTextAsync("$150.00");
        await Expect(Rows(tab)).ToHaveCountAsync(3, new() { Timeout = 15_000 });
        await Expect(tab.Page.Locator("tfoot")).ToContainTextAsync("$157.00");
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}&sort=stage,-name");
        await Expect(Rows(tab)).ToContainTextAsync([$"{mark} b", $"{mark} a", $"{mark} c"]);
        await tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(Rows(tab)).ToContainTextAsync([$"{mark} a", $"{mark} b", $"{mark} c"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_selected_rows_alone_are_exported_and_the_bar_stays_usable()
    {
        var mark = $"Exp{Guid.NewGuid():N}"[..12];
        foreach (var letter in new[] { "a", "b", "c" })
        {
            await sales.CreateAsync("Company", ("name", $"{mark} {letter}"));
        }

        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={mark}&sort=name");
        await Rows(tab).Nth(0).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Rows(tab).Nth(2).GetByRole(AriaRole.Checkbox).CheckAsync();
        await tab.Page.EvaluateAsync("() => { const b = document.querySelector('[data-download]'); b.formAction = b.formAction.replace('xlsx', 'csv'); }");
        for (var i = 0; i < 2; i++)
        {
            var file = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Button("Export").ClickAsync());
            var text = await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
            Assert.Equal((true, false, true), (text.Contains($"{mark} a", StringComparison.Ordinal), text.Contains($"{mark} b", StringComparison.Ordinal), text.Contains($"{mark} c", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Conditions_stand_in_brackets_of_any()
    {
        var mark = $"Any{Guid.NewGuid():N}"[..12];
        await sales.CreateAsync("Deal", ("name", $"{mark} big"), ("amount", new Money(90_000m, "USD")));
        await sales.CreateAsync("Deal", ("name", $"{mark} late"), ("stage", "engaging"));
        await sales.CreateAsync("Deal", ("name", $"{mark} neither"), ("stage", "prospecting"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal?view=deals.all&q={mark}&own=1&f1=amount&o1=gt&v1=80000&filter=1");
        await tab.Page.GetByLabel("Where the condition goes").SelectOptionAsync(new SelectOptionValue { Label = "or, instead of: Amount" });
        await tab.Page.GetByLabel("Add a condition").SelectOptionAsync(new SelectOptionValue { Label = "Stage" });
        await tab.Button("Apply").ClickAsync();
        await tab.Page.GetByLabel("Engaging").CheckAsync();
        await tab.Button("Apply").ClickAsync();

        await Expect(Rows(tab)).ToHaveCountAsync(2);
        await Expect(Rows(tab).Filter(new() { HasText = "neither" })).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator(".chips")).ToContainTextAsync("or");
    }

    private static async Task AddAsync(Tab tab, string field, string compare, string value)
    {
        await tab.Page.GetByLabel("Add a condition").SelectOptionAsync(new SelectOptionValue { Label = field });
        await tab.Page.GetByLabel($"How to compare {field}").SelectOptionAsync(new SelectOptionValue { Label = compare });
        await Expect(tab.Page.GetByLabel($"How to compare {field}").Locator("option:checked")).ToHaveTextAsync(compare);
        await tab.Page.Locator("#filter-form").GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true }).FillAsync(value);
    }

    private static async Task SaveAsAsync(Tab tab, string name, bool shared = false)
    {
        await tab.Page.Locator("#view-menu summary").ClickAsync();
        await tab.Page.GetByLabel("Name of the new view").FillAsync(name);
        if (shared)
        {
            await tab.Page.Locator(".view-form").First.GetByLabel("Everybody sees it").CheckAsync();
        }

        await tab.Button("Save as a new view").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("was saved");
    }

    private async Task<int> CountAsync(long owner) =>
        (await sales.QueryAsync(new ContentQuery { Type = "Deal", Where = new FieldCondition("owner", FilterOperator.Equal, Field.Default(owner)), Columns = ["name"], Limit = 1000 })).Count;

    private async Task<Tab> MemberAsync(bool script = true)
    {
        var host = await sales.HostAsync();
        var email = $"member-{Guid.NewGuid():N}@example.com";
        await host.CreateAccountAsync(email, "Member");
        var tab = await sales.OpenAsync(browser, new TabOptions { SignedIn = false, Script = script });
        await tab.Page.GotoAsync("sign-in");
        await tab.Page.GetByLabel("E-mail").FillAsync(email);
        await tab.Page.GetByLabel("Password").FillAsync(TestHost.Password);
        await tab.Button("Sign in").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        return tab;
    }
}
