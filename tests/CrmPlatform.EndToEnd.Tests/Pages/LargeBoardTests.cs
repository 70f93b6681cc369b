using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Ten thousand open deals cost a page no more cards, bytes and queries than fifty.</summary>
public sealed class LargeBoardTests(Browser browser)
{
    private const int Many = 10_000;

    [Fact]
    public async Task Columns_come_in_windows_and_sums_from_the_database()
    {
        await using var host = await TestHost.StartAsync();
        await FillAsync(host, Many);
        await using var tab = await Sales.Of(host).OpenAsync(browser);
        var network = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
        await network.SendAsync("Network.enable");
        await tab.Page.GotoAsync("c/Deal/board/sales");
        var bytes = new ConcurrentBag<long>();
        network.Event("Network.loadingFinished").OnEvent += (_, data) => bytes.Add((long)data!.Value.GetProperty("encodedDataLength").GetDouble());
        await tab.Page.ReloadAsync();
        var cards = tab.Page.Locator(".deal");
        await Expect(cards).ToHaveCountAsync(50);
        Assert.InRange(bytes.Sum(), 1, 15_000);
        await Expect(tab.Page.Locator("#head-prospecting .tally")).ToContainTextAsync("5,000");
        await Expect(tab.Page.Locator("#head-prospecting .sums")).ToHaveTextAsync("$5,000,000");

        var lane = tab.Page.Locator("[data-cards=prospecting]");
        for (var window = 2; window <= 4; window++)
        {
            bytes.Clear();
            await lane.EvaluateAsync("lane => lane.scrollTop = lane.scrollHeight");
            await Expect(lane.Locator(".deal")).ToHaveCountAsync(25 * window);
        }

        Assert.InRange(bytes.Sum(), 1, 6_000);
        await ReturnAsync(tab);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_page_asks_as_often_for_ten_thousand_deals_as_for_sixty()
    {
        await using var host = await TestHost.StartAsync(DatabaseKind.Postgres);
        var commands = new ConcurrentDictionary<ActivityTraceId, int>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => commands.AddOrUpdate(activity.TraceId, 0, (_, count) => count + (activity.Source.Name == "Npgsql" ? 1 : 0)),
            ActivityStarted = activity => commands.TryAdd(activity.TraceId, 0),
        };
        ActivitySource.AddActivityListener(listener);
        using var client = await host.SignInAsync();
        await FillAsync(host, 60);
        await CountAsync();
        var few = await CountAsync();
        await FillAsync(host, Many);
        await CountAsync();

        var many = await CountAsync();

        Assert.Equal(few, many);
        Assert.InRange(many, 3, 10);

        async Task<int> CountAsync()
        {
            var trace = ActivityTraceId.CreateRandom();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("c/Deal/board/sales", UriKind.Relative));
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using var answer = await client.SendAsync(request, CancellationToken.None);
            Assert.Contains("id=\"card-", await answer.Content.ReadAsStringAsync(CancellationToken.None), StringComparison.Ordinal);
            return commands[trace];
        }
    }

    /// <summary>Opens a card of the fourth window and comes back to it.</summary>
    private static async Task ReturnAsync(Tab tab)
    {
        var lane = tab.Page.Locator("[data-cards=prospecting]");
        var link = lane.Locator(".deal .name").Nth(90);
        var name = (await link.TextContentAsync())!;
        await link.ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync(name);

        await tab.Page.GoBackAsync();

        await Expect(lane.Locator(".deal")).ToHaveCountAsync(100);
        await Expect(lane.Locator(".deal .name").Nth(90)).ToBeInViewportAsync();
    }

    /// <summary>Half in the first stage, half in the second, each of 1,000.</summary>
    private static async Task FillAsync(TestHost host, int deals)
    {
        const int slice = 1000;
        for (var from = 0; from < deals; from += slice)
        {
            var changes = Enumerable.Range(from, Math.Min(slice, deals - from)).Select(i => (Change)new CreateChange("Deal", new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
            {
                ["name"] = "Deal " + i.ToString("00000", CultureInfo.InvariantCulture),
                ["amount"] = new Money(1000m, "USD"),
                ["stage"] = i % 2 == 0 ? "prospecting" : "engaging",
            }));
            await host.InTenantAsync(s => s.GetRequiredService<IContentWriter>().ApplyAsync(
                new ChangeSet { Actor = Actor.System, Act = new ActInfo("system"), Changes = [.. changes] }, CancellationToken.None));
        }
    }
}
