using System.Text.RegularExpressions;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Microsoft.Playwright;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>What holds for every page: people with assistive technology can use it, it fits the screen, it weighs little.</summary>
public sealed partial class EveryPageTests(Browser browser, Sales sales)
{
    private const int FirstLoad = 250 * 1024;
    private const int LaterLoad = 15 * 1024;

    /// <summary>Name, for the picture, to address; <c>{deal}</c> and <c>{company}</c> stand for a record's id.</summary>
    private static readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal)
    {
        ["list"] = "c/Deal?view=deals.all",
        ["list-filter"] = "c/Deal?view=deals.all&f1=amount&o1=gt&v1=1500&f2=stage&o2=in&v2=engaging&f3=company.kind&filter=1",
        ["list-brackets"] = "c/Deal?view=deals.all&own=1&f1=amount&o1=gt&v1=1500&g1=1&f2=lastTouch&o2=notLast&v2=30&g2=1&filter=1",
        ["list-display"] = "c/Deal?view=deals.all&display=1",
        ["list-groups"] = "c/Deal?view=deals.all&group=stage&sort=-amount,name",
        ["list-nothing"] = "c/Deal?q=nothinglikethis",
        ["record"] = "c/Deal/{deal}",
        ["record-company"] = "c/Company/{company}",
        ["edit"] = "c/Company/{company}/edit",
        ["new"] = "c/Contact/new",
        ["stage"] = "c/Deal/{deal}/stage?to=lost",
        ["board"] = "c/Deal/board/sales",
        ["funnel"] = "c/Deal/funnel/sales",
        ["search"] = "search?q=company",
        ["handover"] = "c/Employee/{employee}/handover",
        ["duplicates"] = "c/Contact/duplicates",
        ["import"] = "import?type=Company",
        ["acts"] = "acts",
        ["bin"] = "bin",
        ["features"] = "admin",
        ["feature"] = "admin/features/Crm.Pipeline",
        ["recipes"] = "admin/recipes",
        ["recipe"] = "admin/recipes/windows-installation",
        ["health"] = "admin/health",
        ["list-problem"] = "c/Deal?f1=amount&o1=gt&v1=abc",
        ["accounts"] = "admin/accounts",
        ["account"] = "admin/accounts/1?link=1",
        ["account-new"] = "admin/accounts/new",
        ["rates"] = "admin/rates",
        ["firm"] = "admin/firm",
        ["preferences"] = "preferences",
        ["start"] = "start",
        ["favourites"] = "favourites",
        ["samples"] = "admin/samples",
        ["my-day"] = "my-day",
        ["calendar-week"] = "calendar",
        ["calendar-day"] = "calendar?view=day",
        ["calendar-month"] = "calendar?view=month",
        ["notifications"] = "notifications",
        ["import-vcard"] = "import?type=Contact",
        ["not-found"] = "c/Nothing",
    };

    public static TheoryData<string> Names => [.. _addresses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_is_accessible_light_and_dark_wide_and_narrow(string name)
    {
        foreach (var width in Screenshots.Widths)
        {
            await using var tab = await sales.OpenAsync(browser, new TabOptions { Width = width });
            await tab.Page.GotoAsync(await AddressAsync(name));
            await Screenshots.InBothThemesAsync(tab.Page, $"{name}-{width}");
            Assert.Equal(1, await tab.Title.CountAsync());
            Assert.Empty(tab.Complaints);
            Assert.Empty(tab.Strangers);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_reads_without_a_script_under_a_strict_policy(string name)
    {
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();

        using var answer = await client.GetAsync(new Uri(await AddressAsync(name), UriKind.Relative), TestContext.Current.CancellationToken);

        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Matches("<h1[^>]*>[^<]*[^<\\s]", page);
        Assert.DoesNotMatch("<[^>]+ (style|on[a-z]+)=\"", page);
        Assert.DoesNotMatch("<(script|link|img|iframe)[^>]+(src|href)=\"(https?:)?//", page);
    }

    /// <summary>Beside <c>./test.sh --postgres-screens</c>, which runs all tests of the screens there.</summary>
    [Fact]
    public async Task On_PostgreSQL_every_page_says_what_it_says_on_SQLite()
    {
        TestDatabase.SkipWithout(DatabaseKind.Postgres);
        var said = await Task.WhenAll(SayAsync(DatabaseKind.Postgres), SayAsync(DatabaseKind.Sqlite));

        Assert.Equal(said[1], said[0]);
        Assert.DoesNotContain(said[0], p => p.Contains("500", StringComparison.Ordinal));
    }

    /// <summary>Status, head, and number of rows of each page of a host of its own.</summary>
    private static async Task<string[]> SayAsync(DatabaseKind kind)
    {
        await using var host = await TestHost.StartAsync(kind, withSamples: true);
        var own = Sales.Of(host);
        using var client = await host.SignInAsync();
        var said = new List<string>();
        foreach (var name in _addresses.Keys)
        {
            using var answer = await client.GetAsync(new Uri(await AddressAsync(own, name), UriKind.Relative), TestContext.Current.CancellationToken);
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            said.Add($"{name}: {(int)answer.StatusCode}, {Head().Match(page).Groups["text"].Value.Trim()}, {Row().Count(page)} rows");
        }

        return [.. said];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_in_Russian_is_accessible_and_leaves_no_key_untranslated(string name)
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Language = "ru" });
        await tab.Page.GotoAsync(await AddressAsync(name));

        var findings = await Accessibility.FindingsAsync(tab.Page, name);
        var text = await tab.Page.Locator("body").InnerTextAsync();

        Assert.Equal("ru", await tab.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Empty(findings);
        Assert.DoesNotMatch(@"\b(action|import|export|merge|handover|list|form|record|nav|board|funnel|when|op|flash|acts|bin|admin|recipe|health|accounts|rates|password|activities|calendar|notifications)\.[a-z]", text);
        await Screenshots.TakeAsync(tab.Page, $"{name}-1440-light-ru");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_weighs_little_at_first_and_less_later(string name)
    {
        await using var tab = await sales.OpenAsync(browser);
        var bytes = 0L;
        var network = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
        await network.SendAsync("Network.enable");

        // As it came over the wire: compressed, headers included. What the browser had kept is reported too, and left out.
        var kept = new HashSet<string>(StringComparer.Ordinal);
        network.Event("Network.requestServedFromCache").OnEvent += (_, data) => kept.Add(data!.Value.GetProperty("requestId").GetString()!);
        network.Event("Network.loadingFinished").OnEvent += (_, data) =>
        {
            if (!kept.Contains(data!.Value.GetProperty("requestId").GetString()!))
            {
                bytes += (long)data.Value.GetProperty("encodedDataLength").GetDouble();
            }
        };

        await tab.Page.GotoAsync(await AddressAsync(name), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var first = bytes;
        bytes = 0;
        await tab.Page.GotoAsync(await AddressAsync(name), new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.InRange(first, 1, FirstLoad);
        Assert.InRange(bytes, 1, LaterLoad);
    }

    [Fact]
    public async Task The_files_of_the_theme_come_compressed_and_are_kept_for_good()
    {
        var host = await sales.HostAsync();
        using var client = host.Anonymous();
        var page = await client.GetStringAsync(new Uri("sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, StyleSheet().Match(page).Groups["path"].Value);
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    private Task<string> AddressAsync(string name) => AddressAsync(sales, name);

    private static async Task<string> AddressAsync(Sales sales, string name)
    {
        var address = _addresses[name];
        foreach (var (mark, type) in new[] { ("{deal}", "Deal"), ("{company}", "Company"), ("{employee}", "Employee") })
        {
            if (address.Contains(mark, StringComparison.Ordinal))
            {
                var rows = await sales.QueryAsync(new ContentQuery { Type = type, Columns = ["name"], Sort = [SystemFields.CreatedAt], Limit = 1 });
                address = address.Replace(mark, rows[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            }
        }

        return address;
    }

    [GeneratedRegex("<h1[^>]*>(?<text>.*?)</h1>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();

    [GeneratedRegex("<tr\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("href=\"(?<path>[^\"]+\\.css)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StyleSheet();
}
