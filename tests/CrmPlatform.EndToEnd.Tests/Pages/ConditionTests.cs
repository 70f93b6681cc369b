using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Fields with a condition: "Contract ends on" belongs to the pipeline of renewals.</summary>
public sealed class ConditionTests(Browser browser, Sales sales)
{
    private const string Conditional = "Contract ends on";

    [Fact]
    public async Task A_field_shows_when_the_pipeline_that_it_belongs_to_is_chosen()
    {
        var name = $"Renewal{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/new");
        await tab.Page.GetByLabel("Name").FillAsync(name);
        await tab.Page.Locator("details.rest > summary").ClickAsync();
        await Expect(tab.Page.GetByLabel("Competitor")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel(Conditional)).ToBeHiddenAsync();

        await tab.Page.GetByLabel("Pipeline").SelectOptionAsync(new SelectOptionValue { Label = "Renewals" });
        await Expect(tab.Page.GetByLabel(Conditional)).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("Name")).ToHaveValueAsync(name);
        await tab.Page.GetByLabel(Conditional).FillAsync("2027-05-31");
        await tab.Button("Create deal").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);

        var id = long.Parse(tab.Page.Url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var saved = await sales.FindAsync("Deal", id);
        Assert.Equal(("renewals", "upcoming", new DateOnly(2027, 5, 31)), (saved["pipeline"], saved["stage"], saved["renewalOn"]));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task An_address_that_names_the_pipeline_shows_its_fields_at_once()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/new?pipeline=renewals");
        await tab.Page.Locator("details.rest > summary").ClickAsync();

        await Expect(tab.Page.GetByLabel(Conditional)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_form_of_a_record_goes_by_the_pipeline_that_it_is_in()
    {
        var sold = await sales.CreateAsync("Deal", ("name", "Sold once"), ("pipeline", "sales"));
        var renewed = await sales.CreateAsync("Deal", ("name", "Renewed"), ("pipeline", "renewals"));
        await using var tab = await sales.OpenAsync(browser);

        await tab.Page.GotoAsync($"c/Deal/{sold}/edit");
        await Expect(tab.Page.GetByLabel(Conditional)).ToBeHiddenAsync();
        await tab.Page.GotoAsync($"c/Deal/{renewed}/edit");
        await Expect(tab.Page.GetByLabel(Conditional)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_script_every_field_shows_and_a_record_is_made_of_those_filled()
    {
        var name = $"Plain{Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Deal/new");
        await tab.Page.Locator("details.rest > summary").ClickAsync();
        await Expect(tab.Page.GetByLabel(Conditional)).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Name").FillAsync(name);
        await tab.Button("Create deal").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name);
    }

    [Fact]
    public async Task Fields_that_parts_bring_stand_in_sections_with_names()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/new");
        await tab.Page.Locator("details.rest > summary").ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Other" })).ToHaveCountAsync(0);
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Progress" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_name_that_fills_itself_is_not_marked_as_required()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Deal/new");

        await Expect(tab.Page.Locator(".field:has(#f-name) label")).ToHaveTextAsync("Name");
        await tab.Page.GotoAsync("c/Company/new");
        await Expect(tab.Page.Locator(".field:has(#f-name) label")).ToContainTextAsync("required");
    }
}
