using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Markup and scripts in every field are shown as the text they are.</summary>
public sealed class MarkupTests(Browser browser, Sales sales)
{
    private const string Evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'</textarea><b>&amp;";

    [Fact]
    public async Task Markup_in_any_field_stays_text_on_every_page()
    {
        var company = await sales.CreateAsync("Company", ("name", Evil), ("description", Evil), ("address", new PostalAddress(Evil, Evil, Evil, "1", "X")));
        var contact = await sales.CreateAsync("Contact", ("name", Evil), ("firstName", Evil), ("jobTitle", Evil), ("company", company));
        var deal = await sales.CreateAsync("Deal", ("name", Evil), ("company", company), ("contact", contact), ("nextStep", Evil), ("description", Evil), ("stage", "prospecting"));
        var binned = await sales.CreateAsync("Lead", ("name", Evil), ("request", Evil));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Lead/{binned}");
        await tab.Page.Locator("#record-head .menu summary").ClickAsync();
        await tab.Button("Delete").ClickAsync();
        string[] pages =
        [
            $"c/Company/{company}", $"c/Company/{company}/edit", $"c/Contact/{contact}", $"c/Deal/{deal}", $"c/Deal/{deal}/edit", $"c/Deal/{deal}/stage?to=lost",
            "c/Company?sort=-createdAt", "c/Deal?view=deals.all", "c/Deal/board/sales", "bin", "acts", $"search?q={Uri.EscapeDataString("onerror")}",
            $"c/Company?q={Uri.EscapeDataString(Evil)}", $"c/Deal?f1=name&o1=eq&v1={Uri.EscapeDataString(Evil)}&filter=1", $"c/{Uri.EscapeDataString(Evil)}",
            $"search?q={Uri.EscapeDataString(Evil)}", $"palette?q={Uri.EscapeDataString("onerror")}", $"lookup/Company?q={Uri.EscapeDataString("onerror")}",
        ];

        foreach (var page in pages)
        {
            await tab.Page.GotoAsync(page);
            Assert.Equal(0, await tab.Page.Locator("img, b, main script").CountAsync());
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Markup_in_activities_people_and_views_stays_text_on_every_page()
    {
        var person = await sales.CreateAsync("Employee", ("name", Evil), ("position", Evil));
        var company = await sales.CreateAsync("Company", ("name", Evil), ("owner", person), ("kind", "customer"));
        var about = new RecordRef("Company", company);
        var mail = $"{Guid.NewGuid():N}@example.com";
        var one = await sales.CreateAsync("Contact", ("name", Evil), ("email", mail), ("company", company), ("description", Evil));
        var other = await sales.CreateAsync("Contact", ("name", Evil + " II"), ("email", mail), ("jobTitle", Evil));
        await sales.CreateAsync("Deal", ("name", Evil), ("company", company), ("owner", person), ("stage", "engaging"), ("nextStep", Evil));
        var today = sales.Today;
        await sales.CreateAsync("Task", ("name", Evil), ("subject", about), ("owner", person), ("dueOn", today));
        await sales.CreateAsync("Call", ("name", Evil), ("subject", about), ("dueOn", today), ("state", "done"), ("result", "connected"), ("notes", Evil));
        await sales.CreateAsync("Meeting", ("name", Evil), ("subject", about), ("dueOn", today), ("time", "10:00"), ("place", Evil));
        await sales.CreateAsync("Note", ("text", Evil), ("subject", about));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company?q=onerror");
        await tab.Page.Locator("details:has(.view-form) > summary").First.ClickAsync();
        await tab.Page.GetByLabel("Name of the new view").FillAsync(Evil);
        await tab.Page.GetByLabel("Name of the new view").PressAsync("Enter");
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("view=[0-9]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "onerror" }).First).ToBeVisibleAsync();
        await tab.Page.GotoAsync($"c/Company/{company}/edit");
        await tab.Page.Locator("[name=description]").FillAsync(Evil);
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"Company/{company}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        var evil = Uri.EscapeDataString(Evil);
        string[] pages =
        [
            "", "my-day?who=all", "calendar?view=day&who=all", "calendar?view=week&who=all", "calendar?view=month&who=all", "notifications", "acts",
            $"c/Company/{company}", $"c/Company/{company}?what=changes", $"c/Company/{company}/history/description", $"c/Employee/{person}", $"c/Employee/{person}/handover",
            $"c/Contact/merge?id={one}&id={other}", "c/Contact/duplicates", "c/Company?q=onerror&filter=1", "c/Company?q=onerror&display=1", "c/Deal?view=deals.all&q=onerror&group=company",
            $"c/Deal?view=deals.all&f1=owner&o1=eq&v1={person}&filter=1", "c/Deal/board/sales?q=onerror", "c/Deal/funnel/sales", "admin/accounts",
            $"c/Contact/new?firstName={evil}&company={company}", $"c/Contact/{one}/edit", $"lookup/Contact/company?new=1&q={evil}", $"lookup/Contact/company/new?as=Company&q={evil}",
            $"import?type={evil}", $"sign-in?returnUrl={evil}&error={evil}", $"c/Contact/merge?id={evil}",
        ];

        foreach (var page in pages)
        {
            await tab.Page.GotoAsync(page);
            Assert.True(await tab.Page.Locator("[onerror], img[src=x], script:not([src])").CountAsync() == 0, page);
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Markup_in_a_form_that_is_refused_warned_about_or_in_conflict_stays_text()
    {
        var name = $"{Guid.NewGuid():N}"[..8] + Evil;
        await sales.CreateAsync("Company", ("name", name));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name);
        await Expect(tab.Page.Locator(".same")).ToContainTextAsync("onerror");
        await tab.Page.Locator("[name=phone]").FillAsync(Evil);
        await tab.Page.Locator("[name=email]").FillAsync(Evil);
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page.Locator("#form-errors")).ToContainTextAsync("onerror");

        Assert.Equal(0, await tab.Page.Locator("[onerror], script:not([src])").CountAsync());
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData("W")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("Z͑ͫ̓ͪ̂ͫ̽͏")]
    public async Task A_name_of_ten_thousand_characters_is_kept_and_explained(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 10_000 / letter.Length));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        await tab.Page.GotoAsync("c/Company/new");
        await PasteAsync(tab, tab.Page.Locator("[name=name]"), name);
        await tab.Button("Create company").ClickAsync();

        await Expect(tab.Page.Locator("#form-errors")).ToContainTextAsync("Name");
        await Expect(tab.Page.Locator("[name=name]")).ToHaveValueAsync(name);
        Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_is_too_long_anywhere_is_explained_beside_its_field_and_kept_whole()
    {
        var endless = new string('W', 10_000);
        var deal = await sales.CreateAsync("Deal", ("name", "Long words"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/{deal}");
        var task = tab.Page.Locator(".pane.task [name=name]");
        await tab.Page.Keyboard.PressAsync("t");
        await RefusedAsync(tab, task, endless, "Control+Enter", ".pane.task .err", "300 characters");
        await task.FillAsync("Short now");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page.Locator(".todos")).ToContainTextAsync("Short now");

        await tab.Page.Locator("#next-step summary").ClickAsync();
        await RefusedAsync(tab, tab.Page.Locator("[name=nextStep]"), endless, "Enter", "#next-step .err", "300 characters");
        await tab.Page.Locator("[name=nextStep]").FillAsync("Short now");

        await tab.Page.GotoAsync("c/Deal");
        await tab.Page.Locator("#view-menu > summary").ClickAsync();
        var view = tab.Page.Locator("#view-menu [name=name]").First;
        await RefusedAsync(tab, view, endless, "Enter", "#view-menu .err", "100 characters");
        await view.FillAsync("");

        await tab.Page.GotoAsync("c/Contact/new");
        await PasteAsync(tab, tab.Page.GetByLabel("First name"), endless);
        await PasteAsync(tab, tab.Page.Locator("[name=phone]"), new string('7', 10_000));
        await RefusedAsync(tab, tab.Page.Locator("[name='company.text']"), endless, "Control+Enter", ".field:has([name='company.text']) .err", "no Company named");
        Assert.Equal(endless.Length, (await tab.Page.GetByLabel("First name").InputValueAsync()).Length);
        Assert.Equal(10_000, (await tab.Page.Locator("[name=phone]").InputValueAsync()).Count(c => c == '7'));
        await Expect(tab.Page.Locator(".field:has([name=phone]) .err")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("100 characters").First).ToBeVisibleAsync();
    }

    private static async Task RefusedAsync(Tab tab, ILocator input, string text, string key, string error, string said)
    {
        await PasteAsync(tab, input, text);
        await tab.Page.Keyboard.PressAsync(key);
        await Expect(tab.Page.Locator(error)).ToContainTextAsync(said);
        Assert.Equal(text.Length, (await input.InputValueAsync()).Length);
        Assert.Empty(tab.Complaints);
    }

    /// <summary>As a person's paste, which a limit of the input would cut off.</summary>
    private static async Task PasteAsync(Tab tab, ILocator input, string text)
    {
        await input.FillAsync("");
        await tab.Page.Keyboard.InsertTextAsync(text);
    }

    [Fact]
    public async Task Odd_names_do_not_break_the_page()
    {
        var id = await sales.CreateAsync("Company", ("name", new string('W', 250)));
        var right = await sales.CreateAsync("Company", ("name", "شركة المثال ‎Z͑ͫ̓ͪ̂ͫ̽͏ 👩‍👩‍👧‍👦"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = 390 });
        foreach (var address in new[] { $"c/Company/{id}", $"c/Company/{right}", $"c/Company/{id}/edit", "c/Company?sort=-createdAt", "search?q=WWWW" })
        {
            await tab.Page.GotoAsync(address);
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), address);
        }

        await tab.Page.GotoAsync($"c/Company/{right}");
        await Expect(tab.Title).ToContainTextAsync("شركة");
    }

    [Fact]
    public async Task A_lookup_option_with_markup_is_chosen_as_text()
    {
        await sales.CreateAsync("Company", ("name", $"Zebra {Evil}"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Company" }).PressSequentiallyAsync("Zebra");
        await tab.Page.Locator(".combo-list [role=option]").First.ClickAsync();

        await Expect(tab.Page.Locator("input[name='company.text']")).ToHaveValueAsync($"Zebra {Evil}");
        Assert.Empty(tab.Complaints);
        Assert.NotEmpty(await sales.QueryAsync(new ContentQuery { Type = "Company", Columns = ["name"], Where = new SearchFilter("Zebra") }));
    }
}
