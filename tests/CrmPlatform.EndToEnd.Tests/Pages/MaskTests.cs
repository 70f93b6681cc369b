using CrmPlatform.Content;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Phones and amounts are dressed as they are typed, and stored as they always were.</summary>
public sealed class MaskTests(Browser browser, Sales sales)
{
    [Theory]
    [InlineData("en-US", "4155552671", "415-555-2671", "+1 415-555-2671")]
    [InlineData("en-US", "14155552671", "1 415-555-2671", "+1 415-555-2671")]
    [InlineData("en-US", "+442079460018", "+44 20 7946 0018", "+44 20 7946 0018")]
    [InlineData("en-US", "+33612345678", "+33 6 12 34 56 78", "+33 6 12 34 56 78")]
    [InlineData("en-US", "+375291234567", "+375 29 123-45-67", "+375 29 123-45-67")]
    [InlineData("en-US", "ext. 5 of Ann", "ext. 5 of Ann", "ext. 5 of Ann")]
    [InlineData("ru", "89123456789", "8 912 345-67-89", "+7 912 345-67-89")]
    [InlineData("ru", "9123456789", "912 345-67-89", "+7 912 345-67-89")]
    public async Task A_phone_is_grouped_while_it_is_typed_and_written_in_full_when_left(string language, string typed, string shown, string left)
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Language = language });
        await tab.Page.GotoAsync("c/Company/new");
        var phone = tab.Page.Locator("[name=phone]");
        await phone.PressSequentiallyAsync(typed);
        await Expect(phone).ToHaveValueAsync(shown);
        await phone.BlurAsync();
        await Expect(phone).ToHaveValueAsync(left);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_caret_stays_where_a_digit_is_mended_and_deleting_is_left_alone()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        var phone = tab.Page.Locator("[name=phone]");
        await phone.PressSequentiallyAsync("4155552671");
        await Expect(phone).ToHaveValueAsync("415-555-2671");
        await phone.PressAsync("Home");
        await phone.PressAsync("Delete");
        await phone.PressSequentiallyAsync("6");
        Assert.Equal(1, await phone.EvaluateAsync<int>("input => input.selectionStart"));
        await Expect(phone).ToHaveValueAsync("615-555-2671");

        await phone.PressAsync("End");
        await phone.PressAsync("Backspace");
        await Expect(phone).ToHaveValueAsync("615-555-267");
    }

    [Fact]
    public async Task A_phone_that_was_pasted_is_stored_as_the_server_reads_it()
    {
        var name = $"Pasted {Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").FillAsync(name);
        await tab.Page.Locator("[name=phone]").FillAsync("(415) 555.2671");
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Title).ToHaveTextAsync(name);

        var id = long.Parse(tab.Page.Url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("+14155552671", (await sales.FindAsync("Company", id))["phone"]);
    }

    [Theory]
    [InlineData("en-US", "1234567.5", "1,234,567.5")]
    [InlineData("en-US", "1,234,567.50", "1,234,567.50")]
    [InlineData("ru", "1234567,5", "1\u00a0234\u00a0567,5")]
    [InlineData("ru", "1 234 567.5", "1\u00a0234\u00a0567.5")]
    public async Task An_amount_is_grouped_when_left_plain_when_typed_in_and_stored_as_it_is(string language, string typed, string dressed)
    {
        var name = $"Sum {Guid.NewGuid():N}"[..16];
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Language = language });
        await tab.Page.GotoAsync($"c/Deal/new?name={name}");
        var amount = tab.Page.Locator("[name=amount]");
        await amount.FillAsync(typed);
        await amount.BlurAsync();
        await Expect(amount).ToHaveValueAsync(dressed);
        await amount.FocusAsync();
        Assert.DoesNotContain(",234", await amount.InputValueAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u00a0", await amount.InputValueAsync(), StringComparison.Ordinal);
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Title).ToHaveTextAsync(name);

        var id = long.Parse(tab.Page.Url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1_234_567.5m, ((Money)(await sales.FindAsync("Deal", id))["amount"]!).Amount);
    }

    [Fact]
    public async Task An_amount_that_is_only_looked_at_is_no_change_and_one_that_cannot_be_read_stays_and_is_explained()
    {
        var id = await sales.CreateAsync("Deal", ("name", "Looked at"), ("amount", new Money(12345.6m, "USD")));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Deal/{id}/edit");
        var amount = tab.Page.Locator("[name=amount]");
        await Expect(amount).ToHaveValueAsync("12,345.6");
        await amount.FocusAsync();
        await amount.BlurAsync();
        await tab.Page.Locator(".actions [data-leave]").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("Looked at");
        Assert.Empty(tab.Complaints);

        await tab.Page.GotoAsync($"c/Deal/{id}/edit");
        await tab.Page.Locator("[name='company.text']").FocusAsync();
        for (var tabs = 0; tabs < 12 && !await amount.EvaluateAsync<bool>("input => input === document.activeElement"); tabs++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
        }

        await Expect(amount).ToBeFocusedAsync();

        await tab.Page.Keyboard.TypeAsync("about 5k");
        await tab.Button("Save").ClickAsync();
        await Expect(tab.Page.Locator("#f-amount-error")).ToContainTextAsync("about 5k");
        await Expect(amount).ToHaveValueAsync("about 5k");
        Assert.Equal("f-amount-error", await amount.GetAttributeAsync("aria-describedby"));
    }
}
