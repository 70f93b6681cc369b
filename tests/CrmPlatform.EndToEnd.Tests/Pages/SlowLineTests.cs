using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using Microsoft.Playwright;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>
/// Pages over a line of 56 kbit/s with 300 ms delay, after the first: reckoned from what they send and how often one thing waits
/// for another, since a clock would tell of the machine. What a clock said stands in docs/performance.md.
/// </summary>
public sealed class SlowLineTests(Browser browser, Sales sales)
{
    private const double BytesPerSecond = 7_000;
    private const double Delay = 0.3;
    private const double Patience = 5;

    [Theory]
    [InlineData("c/Deal?view=deals.all")]
    [InlineData("c/Company")]
    [InlineData("c/Deal/{deal}")]
    [InlineData("c/Deal/board/sales")]
    [InlineData("c/Contact/new")]
    [InlineData("my-day")]
    [InlineData("calendar")]
    [InlineData("import?type=Company")]
    [InlineData("palette?q=company")]
    public async Task A_page_is_there_within_five_seconds_on_a_slow_line(string address)
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync(await AddressAsync(address), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var line = await LineAsync(tab.Page);

        await tab.Page.GotoAsync(await AddressAsync(address), new() { WaitUntil = WaitUntilState.NetworkIdle });

        var seconds = (line.Bytes / BytesPerSecond) + (line.Turns * Delay);
        Assert.InRange(line.Bytes, 1, 15 * 1024);
        Assert.True(seconds <= Patience, $"{address}: {line.Bytes} bytes in {line.Turns} turns take {seconds:0.0} s");
    }

    private async Task<string> AddressAsync(string address)
    {
        if (!address.Contains("{deal}", StringComparison.Ordinal))
        {
            return address;
        }

        var rows = await sales.QueryAsync(new ContentQuery { Type = "Deal", Columns = ["name"], Sort = [SystemFields.CreatedAt], Limit = 1 });
        return address.Replace("{deal}", rows[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Counts what comes over the wire from now on.</summary>
    private static async Task<Line> LineAsync(IPage page)
    {
        var line = new Line();
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        network.Event("Network.requestWillBeSent").OnEvent += (_, data) => line.Begin(data!.Value);
        network.Event("Network.requestServedFromCache").OnEvent += (_, data) => line.Kept(data!.Value);
        network.Event("Network.loadingFinished").OnEvent += (_, data) => line.End(data!.Value);
        return line;
    }

    /// <summary>What a page asked for: its bytes, and the longest chain of requests of which each waited for the one before.</summary>
    private sealed class Line
    {
        private readonly Dictionary<string, bool> _byScript = new(StringComparer.Ordinal);

        public long Bytes { get; private set; }

        public int Turns { get; private set; }

        public void Begin(JsonElement sent)
        {
            var initiator = sent.GetProperty("initiator").GetProperty("type").GetString();
            _byScript[Id(sent)] = initiator == "script";
        }

        /// <summary>What the browser had kept costs nothing.</summary>
        public void Kept(JsonElement sent) => _byScript.Remove(Id(sent));

        /// <summary>The page is one turn, what its markup names a second, what a script asks for a third.</summary>
        public void End(JsonElement ended)
        {
            if (!_byScript.Remove(Id(ended), out var byScript))
            {
                return;
            }

            Bytes += (long)ended.GetProperty("encodedDataLength").GetDouble();
            Turns = Math.Max(Turns, Turns == 0 ? 1 : byScript ? 3 : 2);
        }

        private static string Id(JsonElement sent) => sent.GetProperty("requestId").GetString()!;
    }
}
