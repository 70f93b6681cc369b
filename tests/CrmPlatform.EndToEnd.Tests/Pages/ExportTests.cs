using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Lists carried out as files, and records merged, in a browser.</summary>
public sealed class ExportTests(Browser browser, Sales sales)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_exported_as_it_is_shown_and_comes_back_unchanged()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await sales.CreateAsync("Company", ("name", $"=cmd|' /C calc'!A0 {mark}"), ("phone", "+14155558299"));
        await sales.CreateAsync("Company", ("name", $"<b>Bold</b> {mark}"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company?q={mark}");
        await tab.Page.Locator("summary[title=More]").ClickAsync();
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync());
        var path = await download.PathAsync();
        var lines = (await File.ReadAllTextAsync(path, Token)).TrimEnd().Split("\r\n");

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("Name,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith($"'=cmd|' /C calc'!A0 {mark},", StringComparison.Ordinal) && l.Contains(",'+1", StringComparison.Ordinal));

        await tab.Page.GotoAsync("import?type=Company");
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "back.csv", MimeType = "text/csv", Buffer = await File.ReadAllBytesAsync(path, Token) });
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync($"=cmd|' /C calc'!A0 {mark}");
        await Expect(tab.Page.Locator(".preview .badge.c-gray")).ToHaveCountAsync(2);
        await tab.Page.GotoAsync("acts");
        await Expect(tab.Page.Locator("tr", new() { HasText = "Companies (CSV)" }).First).ToContainTextAsync("Export");
    }

    [Fact]
    public async Task A_workbook_comes_whole_over_the_line()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await sales.CreateAsync("Company", ("name", $"Book {mark}"), ("employees", 1234L));
        using var client = await (await sales.HostAsync()).SignInAsync();

        var bytes = await client.GetByteArrayAsync(new Uri($"c/Company/export/xlsx?q={mark}", UriKind.Relative), Token);

        await using var book = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        using var sheet = new StreamReader(await book.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync(Token));
        var xml = XDocument.Parse(await sheet.ReadToEndAsync(Token));
        Assert.Equal(2, xml.Descendants().Count(e => e.Name.LocalName == "row"));
        Assert.Contains(xml.Descendants(), e => e.Name.LocalName == "t" && e.Value == $"Book {mark}");
        Assert.NotNull(book.GetEntry("[Content_Types].xml"));
    }

    [Fact]
    public async Task Who_may_not_export_cannot()
    {
        var host = await sales.HostAsync();
        await host.CreateAccountAsync("no-export@example.com", "Member");
        using var client = await host.SignInAsync("no-export@example.com");
        using var answer = await client.GetAsync(new Uri("c/Company/export/csv", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Two_contacts_become_one_and_the_old_address_leads_there_until_it_is_undone()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var stays = await sales.CreateAsync("Contact", ("name", $"Anna {mark}"), ("email", $"{mark}@example.com"));
        var goes = await sales.CreateAsync("Contact", ("name", $"Anna Smith {mark}"), ("email", $"{mark}@example.com"), ("jobTitle", "<i>Chief</i>"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/duplicates");
        await tab.Page.Locator("form.group", new() { HasText = mark }).GetByRole(AriaRole.Button).ClickAsync();
        await tab.Page.Locator($"input[name=survivor][value='{stays}']").CheckAsync();
        await tab.Page.Locator($"input[name='field.name'][value='{goes}']").CheckAsync();
        await tab.Button("Merge 2 records").ClickAsync();
        await Expect(tab.Title).ToContainTextAsync($"Anna Smith {mark}");
        await Expect(tab.Page.Locator("main")).ToContainTextAsync("<i>Chief</i>");
        await tab.Page.GotoAsync($"c/Contact/{goes}");
        await Expect(tab.Page).ToHaveURLAsync($"c/Contact/{stays}");
        await tab.Page.GotoAsync("acts");
        await tab.Page.Locator("tr", new() { HasText = mark }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).First.ClickAsync();
        await tab.Page.GotoAsync($"c/Contact/{goes}");

        await Expect(tab.Page).ToHaveURLAsync($"c/Contact/{goes}");
        Assert.Equal($"Anna {mark}", (await sales.FindAsync("Contact", stays))["name"]);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_leavers_clients_are_handed_over_with_a_preview_and_taken_back()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var leaver = await sales.CreateAsync("Employee", ("name", $"Leaver {mark}"));
        var ann = await sales.CreateAsync("Employee", ("name", $"Ann {mark}"));
        var company = await sales.CreateAsync("Company", ("name", $"Client {mark}"), ("owner", leaver));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Employee/{leaver}");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Hand over" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Checkbox, new() { Name = $"Ann {mark}" }).CheckAsync();
        await tab.Button("Show who would get what").ClickAsync();
        await Expect(tab.Page.Locator("table")).ToContainTextAsync($"Ann {mark}");
        await tab.Button("Hand over 1 record").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("1 record handed over.");
        Assert.Equal(ann, (await sales.FindAsync("Company", company))["owner"]);
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("Undone:");

        Assert.Equal(leaver, (await sales.FindAsync("Company", company))["owner"]);
        Assert.Empty(tab.Complaints);
    }
}
