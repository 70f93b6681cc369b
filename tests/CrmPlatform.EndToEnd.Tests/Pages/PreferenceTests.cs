using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Web.Identity;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>What people choose for themselves: their time zone, language and density.</summary>
public sealed class PreferenceTests(Browser browser, Sales sales)
{
    private async Task<AccountSnapshot> PersonAsync(string? zone = null)
    {
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync($"p{Guid.NewGuid():N}@example.com", KnownRoles.Member);
        if (zone is not null)
        {
            await host.InTenantAsync(async s =>
            {
                await s.GetRequiredService<IAccounts>().ChooseAsync(account.Id, new AccountChoices(null, zone, null), CancellationToken.None);
                return 0;
            });
        }

        return account;
    }

    [Fact]
    public async Task Two_people_in_two_zones_type_and_see_the_same_instant_differently_and_programs_get_UTC()
    {
        var company = await sales.CreateAsync("Company", ("name", "Two Zones Ltd"));
        await using var tokyo = await sales.OpenAsync(browser, new TabOptions { As = (await PersonAsync()).Email });
        await tokyo.Page.GotoAsync("preferences");
        await tokyo.Page.GetByLabel("Time zone").SelectOptionAsync("Asia/Tokyo");
        await tokyo.Button("Save").ClickAsync();
        await Expect(tokyo.Toast).ToContainTextAsync("Saved");
        await tokyo.Page.GotoAsync($"c/Company/{company}/edit");
        await tokyo.Page.Locator("[name=lastTouch]").FillAsync("2026-03-11T08:30");
        await tokyo.Page.Locator("[name=website]").FillAsync("https://zones.example.com");
        await tokyo.Button("Save").ClickAsync();
        await Expect(tokyo.Page).ToHaveURLAsync(new Regex($"/c/Company/{company}$", RegexOptions.None, TimeSpan.FromSeconds(1)));

        var host = await sales.HostAsync();
        using var newYork = await host.SignInAsync((await PersonAsync("America/New_York")).Email);
        var form = await newYork.GetStringAsync(new Uri($"c/Company/{company}/edit", UriKind.Relative), TestContext.Current.CancellationToken);
        using var program = await host.WithKeyAsync();
        using var told = JsonDocument.Parse(await program.GetStringAsync(new Uri($"api/content/Company/{company}", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Contains("value=\"2026-03-10T19:30", form[form.IndexOf("name=\"lastTouch\"", StringComparison.Ordinal)..][..200], StringComparison.Ordinal);
        Assert.StartsWith("2026-03-10T23:30:00", told.RootElement.GetProperty("lastTouch").GetString(), StringComparison.Ordinal);
        Assert.Empty(tokyo.Complaints);
    }

    [Fact]
    public async Task A_new_language_speaks_at_once()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = (await PersonAsync()).Email, Script = false });
        await tab.Page.GotoAsync("preferences");
        await tab.Page.Locator("main [name=language]").SelectOptionAsync("ru");
        await tab.Page.Locator("main form button.primary").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Сохранено");
    }

    [Fact]
    public async Task The_day_of_a_filter_is_the_day_of_whoever_asks()
    {
        var name = $"Day {Guid.NewGuid():N}"[..16];
        await sales.CreateAsync("Company", ("name", name), ("lastTouch", new DateTimeOffset(2026, 3, 10, 23, 30, 0, TimeSpan.Zero)));
        var host = await sales.HostAsync();
        using var tokyo = await host.SignInAsync((await PersonAsync("Asia/Tokyo")).Email);
        using var newYork = await host.SignInAsync((await PersonAsync("America/New_York")).Email);

        Assert.Contains(name, await ListAsync(tokyo, "2026-03-11"), StringComparison.Ordinal);
        Assert.DoesNotContain(name, await ListAsync(tokyo, "2026-03-10"), StringComparison.Ordinal);
        Assert.Contains(name, await ListAsync(newYork, "2026-03-10"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_for_tomorrow_at_ten_begins_at_ten_where_the_person_is()
    {
        var company = await sales.CreateAsync("Company", ("name", "Tomorrow Ltd"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = (await PersonAsync("Asia/Tokyo")).Email });
        await tab.Page.GotoAsync($"c/Company/{company}");
        await tab.Page.Keyboard.PressAsync("t");
        await tab.Page.Keyboard.TypeAsync("Ring Tokyo");
        await tab.Page.Locator(".pane.task").GetByText("Tomorrow 10:00").ClickAsync();
        await tab.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(tab.Page.Locator(".todos")).ToContainTextAsync("Ring Tokyo");

        var task = Assert.Single(await sales.QueryAsync(new Content.Queries.ContentQuery
        {
            Type = "Task",
            Columns = ["startsAt", "dueOn"],
            Where = new Content.Queries.FieldCondition("name", Content.Queries.FilterOperator.Equal, JsonSerializer.SerializeToElement("Ring Tokyo")),
        }));

        var day = (DateOnly)task.Values[1]!;
        Assert.Equal(new DateTimeOffset(day.ToDateTime(new TimeOnly(1, 0)), TimeSpan.Zero), ((DateTimeOffset)task.Values[0]!).ToUniversalTime());
    }

    [Fact]
    public async Task A_compact_list_has_lower_rows_on_every_device_from_the_first_paint()
    {
        var person = await PersonAsync();
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = person.Email });
        await tab.Page.GotoAsync("c/Company");
        Assert.Equal(40, await RowAsync(tab));

        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Button("Compact").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("Companies");
        Assert.Equal(32, await RowAsync(tab));

        await using var other = await sales.OpenAsync(browser, new TabOptions { As = person.Email, Script = false });
        await other.Page.GotoAsync("c/Company");
        await Expect(other.Page.Locator("html")).ToHaveAttributeAsync("data-density", "compact");
        await using var phone = await sales.OpenAsync(browser, new TabOptions { As = person.Email, Width = 390 });
        await phone.Page.GotoAsync("c/Company");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    private static async Task<int> RowAsync(Tab tab) =>
        (int)Math.Round((await tab.Page.Locator("#list tbody tr[data-id]").First.BoundingBoxAsync())!.Height);

    private static Task<string> ListAsync(HttpClient client, string day) =>
        client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"c/Company?f1=lastTouch&o1=eq&v1={day}"), UriKind.Relative), TestContext.Current.CancellationToken);
}
