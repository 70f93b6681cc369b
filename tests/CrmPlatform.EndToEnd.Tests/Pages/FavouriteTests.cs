using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Pages that people mark: in the rail, in the palette, in an order of their own.</summary>
public sealed class FavouriteTests(Browser browser, Sales sales)
{
    private static ILocator Rail(Tab tab) => tab.Page.Locator(".rail [data-favourites]").GetByRole(AriaRole.Link);

    private async Task<string> PersonAsync()
    {
        var host = await sales.HostAsync();
        return (await host.CreateAccountAsync($"f{Guid.NewGuid():N}@example.com", "Member")).Email;
    }

    [Fact]
    public async Task A_record_a_list_and_a_board_are_marked_with_a_key_ordered_and_found_in_rail_and_palette()
    {
        var company = await sales.CreateAsync("Company", ("name", "Favourable Ltd"));
        var person = await PersonAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = person });
        foreach (var address in new[] { $"c/Company/{company}", "c/Deal?view=deals.all&f1=amount&o1=gt&v1=1500", "c/Deal/board/sales" })
        {
            await tab.Page.GotoAsync(address);
            await tab.Page.Keyboard.PressAsync("f");
            await Expect(tab.Page.Locator(".star")).ToHaveAttributeAsync("aria-pressed", "true");
        }

        await Expect(Rail(tab)).ToHaveCountAsync(3);
        await Expect(Rail(tab).First).ToHaveTextAsync("Favourable Ltd");
        await Expect(Rail(tab).Nth(1)).ToContainTextAsync("filtered");

        await tab.Page.GotoAsync("favourites");
        await tab.Button("Move “Favourable Ltd” down").ClickAsync();
        await Expect(Rail(tab).Nth(1)).ToHaveTextAsync("Favourable Ltd");
        await tab.Page.Keyboard.PressAsync("Control+k");
        await tab.Page.Keyboard.TypeAsync("favourab");
        await Expect(tab.Page.Locator("#palette [role=option]").First).ToHaveAttributeAsync("href", $"/c/Company/{company}");
        await tab.Page.Keyboard.PressAsync("Escape");

        await tab.Button("Remove “Favourable Ltd” from favourites").ClickAsync();
        await Expect(Rail(tab)).ToHaveCountAsync(2);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_may_no_longer_be_read_vanishes_and_its_name_with_it()
    {
        var host = await sales.HostAsync();
        var company = await sales.CreateAsync("Company", ("name", "Vanishing Ltd"));
        var person = await PersonAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = person, Script = false });
        await tab.Page.GotoAsync($"c/Company/{company}");
        await tab.Page.Locator(".star").ClickAsync();
        await Expect(Rail(tab).First).ToHaveTextAsync("Vanishing Ltd");

        await host.InTenantAsync(s => s.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet { Actor = Actor.System, Act = new ActInfo("system"), Changes = [new DeleteChange("Company", company)] }, CancellationToken.None));
        await tab.Page.GotoAsync("favourites");

        Assert.DoesNotContain("Vanishing", await tab.Page.ContentAsync(), StringComparison.Ordinal);
        await Expect(tab.Page.GetByText("No favourites yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nobody_sees_the_favourites_of_others()
    {
        var (mine, other) = (await PersonAsync(), await PersonAsync());
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = mine, Script = false });
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Locator(".star").ClickAsync();
        await Expect(Rail(tab).First).ToHaveTextAsync("Companies");
        var host = await sales.HostAsync();
        using var theirs = await host.SignInAsync(other);

        var page = await theirs.GetStringAsync(new Uri("favourites", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("No favourites yet", page, StringComparison.Ordinal);
    }
}
