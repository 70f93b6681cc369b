using System.Text;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Maven;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Identity;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The import wizard in a browser.</summary>
public sealed class ImportTests(Browser browser, Sales sales)
{
    static ImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Maven_accounts_are_imported_by_hand_and_taken_back()
    {
        MavenFiles.SkipWithout();
        await using var host = await TestHost.StartAsync();
        var own = Sales.Of(host);
        await using var tab = await own.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Import from a file" }).ClickAsync();
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(MavenFiles.Data("accounts.csv"));
        await Expect(tab.Title).ToHaveTextAsync("accounts.csv");
        await Expect(tab.Page.Locator(".mapping .column")).ToHaveCountAsync(7);
        Assert.True(await tab.Page.EvaluateAsync<bool>("(m => m.scrollHeight <= m.clientHeight + 1)(document.querySelector('.mapping'))"), "the columns are cut off");
        await Expect(tab.Page.GetByLabel("office_location")).ToHaveValueAsync("location");
        await Expect(tab.Page.Locator("select[name^=at]").First).ToHaveValueAsync("technology");
        await tab.Page.GetByLabel("Numbers are in").First.SelectOptionAsync("1000000");
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync("$1,100,040,000.00");
        await tab.Button("Import 85 rows").ClickAsync();

        await Expect(tab.Page.GetByText("Import finished")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("created85");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show 85 new records" }).ClickAsync();
        await Expect(tab.Page.Locator("table.grid")).ToContainTextAsync("Acme Corporation");
        await tab.Page.GoBackAsync();
        await tab.Button("Undo the import").ClickAsync();
        await Expect(tab.Page.GetByText("This import was undone")).ToBeVisibleAsync();

        Assert.Empty(await own.QueryAsync(new ContentQuery { Type = "Company" }));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_workbook_is_dropped_mapped_as_last_time_imported_and_taken_back_whole()
    {
        await using var host = await TestHost.StartAsync();
        var own = Sales.Of(host);
        await using var tab = await own.OpenAsync(browser);
        await DropAsync(tab, "first.xlsx", await WorkbookAsync("North Pole Ltd", "South Pole Ltd"));
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync("North Pole Ltd");
        await tab.Page.GetByLabel("Firm", new() { Exact = true }).SelectOptionAsync("name");
        await tab.Page.GetByLabel("Hint", new() { Exact = true }).SelectOptionAsync("description");
        await tab.Button("Import 2 rows").ClickAsync();
        await Expect(tab.Page.GetByText("Import finished")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("created2");

        await DropAsync(tab, "second.xlsx", await WorkbookAsync("East Pole Ltd", "West Pole Ltd"));
        await Expect(tab.Page.GetByLabel("Hint", new() { Exact = true })).ToHaveValueAsync("description");
        await tab.Button("Import 2 rows").ClickAsync();
        await Expect(tab.Page.Locator("#import-run")).ToContainTextAsync("Import finished");
        await tab.Button("Undo the import").ClickAsync();
        await Expect(tab.Page.GetByText("This import was undone")).ToBeVisibleAsync();

        var left = await own.QueryAsync(new ContentQuery { Type = "Company", Columns = ["name", "description"], Sort = ["name"] });
        Assert.Equal(["North Pole Ltd", "South Pole Ltd"], left.Select(r => r.Values[0]));
        Assert.Equal("Said so", left[0].Values[1]);
        // Leaving a page while its preview is being made is no trouble of the page.
        Assert.DoesNotContain(tab.Complaints, c => !c.StartsWith("htmx:", StringComparison.Ordinal));
    }

    /// <summary>As a drop does it: the file comes with a DataTransfer.</summary>
    private static async Task DropAsync(Tab tab, string name, byte[] content)
    {
        await tab.Page.GotoAsync("import?type=Company");
        var data = await tab.Page.EvaluateHandleAsync(
            "([name, text]) => { const d = new DataTransfer(); d.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name)); return d; }",
            new[] { name, Convert.ToBase64String(content) });
        await tab.Page.Locator("main form:has(input[type=file])").DispatchEventAsync("drop", new { dataTransfer = data });
        await Expect(tab.Title).ToHaveTextAsync(name);
    }

    private static async Task<byte[]> WorkbookAsync(params string[] names)
    {
        using var stream = new MemoryStream();
        using var table = new CrmPlatform.Content.Exporting.WorkbookTable(stream, "Sheet");
        await table.HeadAsync(["Firm", "Hint"], Token);
        foreach (var name in names)
        {
            await table.RowAsync([name, "Said so"], Token);
        }

        await table.EndAsync(Token);
        return stream.ToArray();
    }

    [Fact]
    public async Task A_Russian_file_of_windows_1251_is_understood_tried_and_imported()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var csv = $"ФИО;Фирма;Телефон;E-mail;Дата рождения\r\nПетров {mark};ООО «Ромашка {mark}»;8 (916) 123-45-67;{mark}@example.ru;05.04.1980\r\nЁлкина {mark};ООО «Ромашка {mark}»;нет;;31.12.1991\r\n";
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Language = "ru" });
        await SendAsync(tab, "клиенты.csv", Encoding.GetEncoding(1251).GetBytes(csv), "Contact");
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync($"Петров {mark}");
        await Expect(tab.Page.Locator(".preview .wrong")).ToContainTextAsync("нет");
        await tab.Button("Сначала проверить").ClickAsync();
        await Expect(tab.Page.GetByText("Вот что сделает импорт")).ToBeVisibleAsync();
        Assert.Empty(await FindAsync("Contact", mark));
        await tab.Button("Загрузить 1 строку").ClickAsync();
        await Expect(tab.Page.GetByText("Импорт завершён")).ToBeVisibleAsync();
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new() { Name = "Отклонённые строки" }).ClickAsync());
        var refused = await File.ReadAllTextAsync(await download.PathAsync(), Token);

        Assert.Equal([$"Петров {mark}|+79161234567"], await FindAsync("Contact", mark));
        Assert.Contains($"Ёлкина {mark}", refused, StringComparison.Ordinal);
        Assert.Contains("Телефон", refused.Split('\n')[1], StringComparison.Ordinal);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Cards_are_imported_without_a_script_and_their_markup_is_text()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var cards = $"BEGIN:VCARD\nVERSION:3.0\nFN:<script>alert(1)</script> {mark}\nTEL:+1 212 555-0123\nORG:<b>Firm</b> {mark}\nEND:VCARD\n";
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await SendAsync(tab, "<i>cards<i>.vcf", Encoding.UTF8.GetBytes(cards), "Contact");
        await tab.Button("Next").ClickAsync();
        await Expect(tab.Title).ToHaveTextAsync("<i>cards<i>.vcf");
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync($"<script>alert(1)</script> {mark}");
        await tab.Button("Import 1 row").ClickAsync();
        for (var i = 0; i < 20 && !await tab.Page.GetByText("Import finished").IsVisibleAsync(); i++)
        {
            await tab.Page.ReloadAsync();
        }

        await Expect(tab.Page.GetByText("Import finished")).ToBeVisibleAsync();
        Assert.Equal([$"<script>alert(1)</script> {mark}|+12125550123"], await FindAsync("Contact", mark));
    }

    [Fact]
    public async Task What_is_no_table_is_refused_in_words_and_another_file_can_be_chosen()
    {
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, "scan.pdf", "%PDF-1.4 hello"u8.ToArray(), null);

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("scan.pdf is no table that can be read (PDF)");
        await Expect(tab.Page.Locator("input[type=file]")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("empty.csv", "", "empty.csv is empty")]
    [InlineData("junk.png", "\u0089PNG\r\n\u001a\n", "junk.png is no table that can be read (a picture). Choose a CSV, XLSX or vCard file")]
    public async Task What_is_empty_or_a_picture_is_told_so(string name, string content, string says)
    {
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, name, Encoding.Latin1.GetBytes(content), null);

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(says);
    }

    [Fact]
    public async Task Refused_rows_are_told_before_and_after_and_the_mended_file_comes_in_as_it_is_shown()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, "firms.csv", Encoding.UTF8.GetBytes($"Name,Employees\nGood {mark},1\nBad {mark},-x-\n"), "Company");
        await Expect(tab.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 row of 2 will be refused" })).ToBeVisibleAsync();
        await tab.Button("Import 1 row").ClickAsync();
        await Expect(tab.Page.Locator(".notes tbody tr")).ToHaveTextAsync([$"3Bad {mark}\"-x-\" does not fit Employees: a whole number is expected."]);
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new() { Name = "Refused rows" }).ClickAsync());
        var refused = await File.ReadAllTextAsync(await download.PathAsync(), Token);

        await SendAsync(tab, "refused.csv", Encoding.UTF8.GetBytes(refused.Replace("-x-", "55", StringComparison.Ordinal)), null);
        await Expect(tab.Page.Locator(".preview tbody tr")).ToHaveTextAsync([$"newBad {mark}55"]);
        await tab.Button("Import 1 row").ClickAsync();
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("refused0");
        Assert.DoesNotContain(tab.Complaints, c => !c.StartsWith("htmx:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reasons_are_in_the_language_that_the_person_chose_whatever_the_browser_asks_for()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync($"{mark}@example.com", KnownRoles.Administrator);
        await host.InTenantAsync(async s =>
        {
            await s.GetRequiredService<IAccounts>().ChooseAsync(account.Id, new AccountChoices("en", null, null), CancellationToken.None);
            return 0;
        });
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = account.Email });
        await tab.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Accept-Language"] = "ru" });
        await SendAsync(tab, "firms.csv", Encoding.UTF8.GetBytes($"Name,Employees\nGood {mark},1\nBad {mark},-x-\n"), "Company");
        await tab.Button("Import 1 row").ClickAsync();

        await Expect(tab.Page.Locator(".notes tbody")).ToContainTextAsync("does not fit Employees");
    }

    [Fact]
    public async Task A_bad_phone_can_be_left_out_instead_of_its_client()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, "firms.csv", Encoding.UTF8.GetBytes($"Name,Phone,E-mail\nA {mark},0048 22 555 01 44,a{mark}@x.example\nB {mark},call me,b{mark}@x.example\n"), "Company");
        await Expect(tab.Page.Locator(".preview .wrong")).ToHaveCountAsync(1);
        await tab.Page.GetByLabel("Values that do not fit their field").SelectOptionAsync("Empty");
        await Expect(tab.Page.Locator(".preview .left")).ToContainTextAsync("left empty");
        await tab.Button("Try it first").ClickAsync();
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("values left empty1");
        await tab.Button("Import 2 rows").ClickAsync();
        await Expect(tab.Page.GetByText("Import finished")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".figures")).ToContainTextAsync("values left empty1");

        Assert.Equal([$"A {mark}|+48225550144", $"B {mark}|"], (await FindAsync("Company", mark)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(tab.Complaints, c => !c.StartsWith("htmx:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_repeat_a_record_can_be_recognised_at_a_click()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var csv = Encoding.UTF8.GetBytes($"Full name,E-mail\nAnn {mark},{mark}@x.example\nAnn {mark},{mark}@x.example\n");
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, "people.csv", csv, "Contact");
        await tab.Button("Recognise by E-mail").ClickAsync();
        await Expect(tab.Page.GetByLabel("Rows that are there already are recognised by")).ToHaveValueAsync("email");
        await Expect(tab.Page.Locator(".preview tbody .badge")).ToHaveTextAsync(["new", "unchanged"]);
    }

    [Fact]
    public async Task An_import_is_a_line_of_what_was_done_and_shows_nobody_what_they_may_not_do()
    {
        var host = await sales.HostAsync();
        var mark = Guid.NewGuid().ToString("N")[..8];
        await using var tab = await sales.OpenAsync(browser);
        await SendAsync(tab, $"{mark}.csv", Encoding.UTF8.GetBytes($"Name,Employees\nGood {mark},1\nBad {mark},x\n"), "Company");
        await tab.Button("Try it first").ClickAsync();
        await Expect(tab.Page.GetByText("This is what the import would do")).ToBeVisibleAsync();
        await tab.Button("Import 1 row").ClickAsync();
        await Expect(tab.Page.GetByText("Import finished")).ToBeVisibleAsync();
        await tab.Button("Undo the import").ClickAsync();
        await Expect(tab.Page.GetByText("This import was undone")).ToBeVisibleAsync();
        var import = new Uri(tab.Page.Url).AbsolutePath.TrimStart('/');
        await tab.Page.GotoAsync("acts");
        var lines = tab.Page.Locator(".imports tbody tr").Filter(new() { HasText = mark });
        await Expect(lines).ToHaveCountAsync(2);
        await Expect(lines.First).ToContainTextAsync("1 created, 1 refused");
        await Expect(lines.First).ToContainTextAsync("Undone");
        await Expect(lines.Last).ToContainTextAsync("only tried");
        await Expect(lines.First.GetByRole(AriaRole.Link, new() { Name = "Refused rows" })).ToBeVisibleAsync();

        await host.CreateAccountAsync($"{mark}@example.com", "Member");
        using var client = await host.SignInAsync($"{mark}@example.com");
        var acts = await client.GetStringAsync(new Uri("acts", UriKind.Relative), Token);
        var result = await client.GetStringAsync(new Uri(import, UriKind.Relative), Token);
        Assert.Contains(mark, acts, StringComparison.Ordinal);
        Assert.All([acts, result], p => Assert.DoesNotMatch("/errors\"|/undo\"|/import\\?type|href=\"/import\"", p));
        Assert.Contains("This import was undone", result, StringComparison.Ordinal);
        Assert.DoesNotContain($"Bad {mark}", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_import_has_no_such_page()
    {
        var host = await sales.HostAsync();
        await host.CreateAccountAsync("no-import@example.com", "Member");
        using var client = await host.SignInAsync("no-import@example.com");
        using var page = await client.GetAsync(new Uri("import", UriKind.Relative), Token);
        var list = await client.GetStringAsync(new Uri("c/Company", UriKind.Relative), Token);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, page.StatusCode);
        Assert.DoesNotContain("/import", list, StringComparison.Ordinal);
    }

    private static async Task SendAsync(Tab tab, string name, byte[] bytes, string? type)
    {
        await tab.Page.GotoAsync("import" + (type is null ? "" : "?type=" + type));
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });
    }

    private async Task<string[]> FindAsync(string type, string mark) =>
        [.. (await sales.QueryAsync(new ContentQuery { Type = type, Columns = ["name", "phone"], Where = new FieldCondition("name", FilterOperator.Contains, System.Text.Json.JsonSerializer.SerializeToElement(mark)) }))
            .Select(r => string.Join('|', r.Values))];
}
