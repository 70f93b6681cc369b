using System.Net;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Addresses of lists that cannot be understood: a reader must not take other rows for the answer.</summary>
public sealed class ListAddressTests(Browser browser, Sales sales)
{
    [Theory]
    [InlineData("f1=amount&o1=gt&v1=abc", "content.bad-value")]
    [InlineData("f1=amount&o1=between&v1=1&v1=abc", "content.bad-value")]
    [InlineData("f1=amount&o1=between&v1=1", "list.incomplete")]
    [InlineData("f1=amount&o1=contains&v1=1", "list.no-operator")]
    [InlineData("f1=closedOn&o1=ge&v1=yesterday-ish", "content.bad-value")]
    [InlineData("f1=createdAt&o1=last&v1=many", "content.bad-value")]
    [InlineData("f1=company&o1=eq&v1=abc", "content.bad-value")]
    [InlineData("f1=nope&o1=eq&v1=1", "content.unknown-field")]
    [InlineData("f1=company.nope&o1=eq&v1=1", "content.unknown-field")]
    [InlineData("f1=amount%22%20or%201%3D1&o1=gt&v1=1", "content.unknown-field")]
    [InlineData("sort=nope", "content.unknown-field")]
    [InlineData("sort=-tags", "query.bad-sort")]
    [InlineData("view=nope", "list.no-view")]
    [InlineData("cursor=nonsense", "query.bad-cursor")]
    public async Task A_part_that_cannot_be_understood_is_said_and_no_rows_are_shown(string query, string error)
    {
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();

        using var answer = await client.GetAsync(new Uri($"c/Deal?{query}", UriKind.Relative), TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"data-error=\"{error}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<tbody", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"count\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_count_of_a_list_that_cannot_be_understood_is_refused()
    {
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();

        using var answer = await client.GetAsync(new Uri("c/Deal/count?f1=amount&o1=gt&v1=abc", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("en-US", "Remove this condition", "Amount")]
    [InlineData("ru", "Убрать это условие", "Сумма")]
    public async Task The_condition_is_named_and_can_be_removed_while_the_others_stay(string language, string remove, string field)
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false, Language = language });
        await tab.Page.GotoAsync("c/Deal?view=deals.all&f1=amount&o1=gt&v1=abc&f2=name&o2=eq&v2=Deal+12");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("abc");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(field);

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = remove }).ClickAsync();

        await Expect(tab.Page.Locator("table.grid tbody tr")).ToHaveCountAsync(1);
        await Expect(tab.Page.Locator("table.grid tbody tr").First).ToContainTextAsync("Deal 12");
    }
}
