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
