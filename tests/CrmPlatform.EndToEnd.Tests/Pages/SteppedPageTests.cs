using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Pages that stand behind a step: they too are accessible and fit the screen, in both themes and both languages.</summary>
public sealed class SteppedPageTests(Browser browser, Sales sales)
{
    private static readonly byte[] _file = Encoding.UTF8.GetBytes("Name,Phone,Website,Kind\nStepped Ltd,+1 202 555 0171,https://step.example.com,customer\n,+1 202 555 0172,not an address,nothing\n");

    public static TheoryData<string> Names =>
        ["sign-in", "import-preview", "import-tried", "merge", "conflict", "form-errors", "handover-plan", "bulk-ask", "palette", "palette-asks", "keys", "menu", "undo-blocked", "forbidden", "stage-gate"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_step_is_accessible_light_and_dark_wide_and_narrow_in_both_languages(string name)
    {
        foreach (var width in Screenshots.Widths)
        {
            var options = new TabOptions { Width = width, Language = LanguageAt(width), SignedIn = name != "sign-in" };
            await using var tab = await sales.OpenAsync(browser, name == "forbidden" ? options with { As = await MemberAsync() } : options);
            await OpenAsync(name, tab);
            await HoldAsync(tab, $"step-{name}-{width}-{options.Language[..2]}");
            Assert.True(await tab.Page.EvaluateAsync<bool>("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))"), $"{name} at {width}: the page is cut off");
        }
    }

    [Fact]
    public async Task The_first_page_of_all_is_accessible_light_and_dark_wide_and_narrow_in_both_languages()
    {
        await using var host = await TestHost.StartEmptyAsync();
        foreach (var width in Screenshots.Widths)
        {
            await using var tab = await Sales.Of(host).OpenAsync(browser, new TabOptions { Width = width, SignedIn = false, Language = LanguageAt(width) });
            await tab.Page.GotoAsync("setup");
            await HoldAsync(tab, $"step-setup-{width}");
        }
    }

    /// <summary>Russian words are the longer ones: they are looked at where there is least room.</summary>
    private static string LanguageAt(int width) => width < 500 ? "ru" : "en-US";

    private static async Task HoldAsync(Tab tab, string name)
    {
        await Screenshots.InBothThemesAsync(tab.Page, name);
        Assert.Empty(tab.Strangers);
    }

    private Task OpenAsync(string name, Tab tab) => name switch
    {
        "sign-in" => tab.Page.GotoAsync("sign-in?error=sign-in.failed"),
        "import-preview" => UploadAsync(tab),
        "import-tried" => TryAsync(tab),
        "merge" => MergeAsync(tab),
        "conflict" => ConflictAsync(tab),
        "form-errors" => ErrorsAsync(tab),
        "handover-plan" => HandoverAsync(tab),
        "bulk-ask" => BulkAsync(tab),
        "palette" => PaletteAsync(tab),
        "palette-asks" => PaletteAsksAsync(tab),
        "keys" => KeysAsync(tab),
        "menu" => MenuAsync(tab),
        "undo-blocked" => UndoAsync(tab),
        "forbidden" => tab.Page.GotoAsync("admin/accounts"),
        _ => StageAsync(tab),
    };

    private async Task<string> MemberAsync()
    {
        var host = await sales.HostAsync();
        return (await host.CreateAccountAsync($"s{Guid.NewGuid():N}@example.com", "Member")).Email;
    }

    private static async Task UploadAsync(Tab tab)
    {
        await tab.Page.GotoAsync("import?type=Company");
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "steps.csv", MimeType = "text/csv", Buffer = _file });
        await Expect(tab.Page.Locator(".preview")).ToContainTextAsync("Stepped Ltd");
    }

    private static async Task TryAsync(Tab tab)
    {
        await UploadAsync(tab);
        await tab.Page.Locator("button[name=do][value=try]").ClickAsync();
        await tab.Page.Locator("#import-run .actions").WaitForAsync();
    }

    private async Task MergeAsync(Tab tab)
    {
        var first = await sales.CreateAsync("Contact", ("name", "Merge Me"), ("phone", "+12025550181"), ("email", $"m{Guid.NewGuid():N}@example.com"));
        var second = await sales.CreateAsync("Contact", ("name", "Merge Mee"), ("phone", "+12025550182"), ("jobTitle", "Buyer"));
        await tab.Page.GotoAsync($"c/Contact/merge?id={first}&id={second}");
    }

    private async Task ConflictAsync(Tab tab)
    {
        var id = await sales.CreateAsync("Company", ("name", "Contested step"), ("description", "Old"));
        await tab.Page.GotoAsync($"c/Company/{id}/edit");
        await UpdateAsync("Company", id, "description", "Theirs");
        await tab.Page.Locator("[name=description]").FillAsync("Mine");
        await tab.Page.Locator("main form button.primary").First.ClickAsync();
        await tab.Page.GetByText("Theirs").First.WaitForAsync();
    }

    private static async Task ErrorsAsync(Tab tab)
    {
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.Locator("[name=name]").EvaluateAsync("e => e.form.noValidate = true");
        await tab.Page.Locator("main form button.primary").First.ClickAsync();
        await tab.Page.Locator("[aria-invalid=true]").First.WaitForAsync();
    }

    private async Task HandoverAsync(Tab tab)
    {
        var from = await sales.CreateAsync("Employee", ("name", "Step Leaver"));
        var to = await sales.CreateAsync("Employee", ("name", "Step Taker"));
        await sales.CreateAsync("Company", ("name", "Handed step"), ("owner", from));
        await tab.Page.GotoAsync($"c/Employee/{from}/handover?type=Company&to={to}&rule=Even");
    }

    private static async Task BulkAsync(Tab tab)
    {
        await tab.Page.GotoAsync("c/Company");
        if (tab.Page.ViewportSize!.Width < 500)
        {
            await tab.Page.Locator(".list-head .more > summary").ClickAsync();
            await tab.Page.Locator("[data-pick-mode]").ClickAsync();
        }

        await tab.Page.Locator("#list td.sel input").First.ClickAsync();
        await tab.Page.Locator("#bulk button[name=do]").First.ClickAsync();
        await tab.Page.Locator("#bulk-ask form").WaitForAsync();
    }

    private static async Task PaletteAsync(Tab tab)
    {
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Keyboard.PressAsync("Control+k");
        await tab.Page.Keyboard.TypeAsync("com");
        await tab.Page.Locator("#palette [role=option]", new() { HasText = "Company" }).First.WaitForAsync();
        await tab.Page.Locator("#palette-list:not([aria-busy])").WaitForAsync();
    }

    /// <summary>What stands in the palette while the answer to the next words is under way.</summary>
    private static async Task PaletteAsksAsync(Tab tab)
    {
        await PaletteAsync(tab);
        await tab.Page.RouteAsync("**/palette?*", _ => Task.CompletedTask);
        await tab.Page.Keyboard.TypeAsync("p");
        await tab.Page.Locator("#palette-list[aria-busy]").WaitForAsync();
    }

    private static async Task KeysAsync(Tab tab)
    {
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Keyboard.PressAsync("?");
        await tab.Page.Locator("#keys").WaitForAsync();
    }

    private static async Task MenuAsync(Tab tab)
    {
        await tab.Page.GotoAsync("c/Company");
        await tab.Page.Locator("summary.who").ClickAsync();
        await tab.Page.Locator("#menu-density").WaitForAsync();
    }

    private async Task UndoAsync(Tab tab)
    {
        var id = await sales.CreateAsync("Company", ("name", "Undone step"));
        await UpdateAsync("Company", id, "description", "First");
        var host = await sales.HostAsync();
        var acts = await host.InTenantAsync(s => s.GetRequiredService<IActs>().ListAsync(Actor.System, 1, null, CancellationToken.None));
        await UpdateAsync("Company", id, "description", "Second");
        await tab.Page.GotoAsync("preferences");
        await tab.Page.EvaluateAsync($"() => {{ const f = document.querySelector('form[action$=\"/sign-out\"]'); f.action = '/acts/{acts[0].Id}/undo'; f.submit(); }}");
        await tab.Page.Locator("main form[action$='/undo']").WaitForAsync();
    }

    private async Task StageAsync(Tab tab)
    {
        var deal = await sales.CreateAsync("Deal", ("name", "Stage step"), ("stage", "prospecting"));
        await tab.Page.GotoAsync($"c/Deal/{deal}/stage?to=lost");
    }

    private async Task UpdateAsync(string type, long id, string field, object value)
    {
        var host = await sales.HostAsync();
        await host.InTenantAsync(s => s.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet
            {
                Actor = Actor.System,
                Act = new ActInfo("form"),
                Changes = [new UpdateChange(type, id, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [field] = value })],
            },
            CancellationToken.None));
    }
}
