using System.Net;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Creating, editing, deleting: with and without a script.</summary>
public sealed class FormTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task A_contact_is_created_with_a_company_chosen_while_typing_and_taken_back_from_the_toast()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Nora");
        await tab.Page.GetByLabel("Last name").FillAsync("Quist");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Company" }).PressSequentiallyAsync("Company 07");
        await tab.Page.Locator(".combo-list [role=option]", new() { HasText = "Company 07" }).ClickAsync();
        await tab.Page.GetByLabel("Phone", new() { Exact = true }).FillAsync("+1 415 555 2671");
        await tab.Button("Create contact").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Nora Quist");
        await Expect(tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Company 07" }).First).ToBeVisibleAsync();
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(tab.Page.GetByText("This record is in the bin")).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_a_script_a_typed_name_finds_its_record()
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Deal/new");
        await tab.Page.GetByLabel("Name", new() { Exact = false }).First.FillAsync("No script");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Company" }).FillAsync("company 09");
        await tab.Page.GetByLabel("Amount", new() { Exact = true }).FillAsync("1,234.50");
        await tab.Button("Create deal").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("No script");
        await Expect(tab.Page.GetByText("$1,234.50").First).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Company 09" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_name_of_several_records_asks_which_one()
    {
        await sales.CreateAsync("Company", ("name", "Twin Works"));
        await sales.CreateAsync("Company", ("name", "Twin Works"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync("c/Contact/new");
        await tab.Page.GetByLabel("First name").FillAsync("Ann");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Company" }).FillAsync("Twin Works");
        await tab.Button("Create contact").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("may be several records");

        await tab.Page.GetByRole(AriaRole.Group, new() { Name = "Which one?" }).GetByRole(AriaRole.Button).First.ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Ann");
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Twin Works" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_form_with_mistakes_keeps_what_was_typed_and_says_what_to_mend()
    {
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync("c/Company/new");
        await tab.Page.GetByLabel("Phone", new() { Exact = true }).FillAsync("not a number");
        await tab.Button("Create company").ClickAsync();

        var summary = tab.Page.Locator("#form-errors");
        await Expect(summary).ToBeVisibleAsync();
        await Expect(summary.GetByRole(AriaRole.Link, new() { Name = "Phone" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("Phone", new() { Exact = true })).ToHaveValueAsync("not a number");
        await Expect(tab.Page.GetByLabel("Phone", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task A_form_sent_twice_at_once_creates_one_record()
    {
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();
        var page = await client.GetStringAsync(new Uri("c/Company/new", UriKind.Relative), TestContext.Current.CancellationToken);
        var name = $"Once {Guid.NewGuid():N}";
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken.In(page),
            ["~token"] = FormToken.Named(page, "~token"),
            ["name"] = name,
            ["kind"] = "customer",
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(client, fields)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Found, a.Status));
        Assert.Single(answers.Select(a => a.Location).Distinct());
        Assert.Single(await sales.QueryAsync(Named("Company", name)));
    }

    [Fact]
    public async Task A_form_token_of_another_type_is_refused()
    {
        var host = await sales.HostAsync();
        using var client = await host.SignInAsync();
        var page = await client.GetStringAsync(new Uri("c/Contact/new", UriKind.Relative), TestContext.Current.CancellationToken);
        var name = $"Stray {Guid.NewGuid():N}";

        var (status, _) = await SendAsync(client, new()
        {
            ["__RequestVerificationToken"] = FormToken.In(page),
            ["~token"] = FormToken.Named(page, "~token"),
            ["name"] = name,
        });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(await sales.QueryAsync(Named("Company", name)));
    }

    [Fact]
    public async Task A_save_over_a_newer_version_shows_both_values_and_merges_the_rest()
    {
        var id = await sales.CreateAsync("Company", ("name", "Contested"), ("description", "Old"), ("phone", "+14155552671"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{id}/edit");
        await UpdateAsync(id, ("description", "Theirs"), ("email", "new@example.com"));
        await tab.Page.GetByLabel("Description").FillAsync("Mine");
        await tab.Page.GetByLabel("Phone", new() { Exact = true }).FillAsync("+1 415 555 9999");
        await tab.Button("Save").ClickAsync();

        await Expect(tab.Page.GetByText("was changed meanwhile")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("Theirs")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("[name=description]")).ToHaveCountAsync(1);
        await tab.Page.GetByLabel("Theirs").CheckAsync();
        await tab.Button("Save").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Contested");
        var saved = await sales.FindAsync("Company", id);
        Assert.Equal("Theirs", saved["description"]);
        Assert.Equal("new@example.com", saved["email"]);
        Assert.Equal("+14155559999", saved["phone"]);
    }

    [Fact]
    public async Task A_contested_value_may_be_edited_where_it_is_chosen()
    {
        var id = await sales.CreateAsync("Company", ("name", "Contested too"), ("description", "Old"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{id}/edit");
        await UpdateAsync(id, ("description", "Theirs"));
        await tab.Page.GetByLabel("Description").FillAsync("Mine");
        await tab.Button("Save").ClickAsync();
        await tab.Page.GetByLabel("Theirs").CheckAsync();
        await tab.Page.Locator("[name=description]").FillAsync("Of both");
        await Expect(tab.Page.GetByLabel("Yours")).ToBeCheckedAsync();
        await tab.Button("Save").ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync("Contested too");
        Assert.Equal("Of both", (await sales.FindAsync("Company", id))["description"]);
    }

    [Fact]
    public async Task A_record_goes_to_the_bin_and_comes_back()
    {
        var name = $"Binned {Guid.NewGuid():N}";
        var id = await sales.CreateAsync("Company", ("name", name));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Company/{id}");
        await tab.Page.Locator("#record-head .menu summary").ClickAsync();
        await tab.Button("Delete").ClickAsync();
        await Expect(tab.Toast).ToContainTextAsync("is in the bin");

        await tab.Page.GotoAsync("bin");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Restore {name}" }).ClickAsync();

        await Expect(tab.Title).ToHaveTextAsync(name);
        Assert.Null((await sales.FindAsync("Company", id))[SystemFields.DeletedAt]);
    }

    [Fact]
    public async Task The_history_tells_who_changed_what_from_what_to_what()
    {
        var id = await sales.CreateAsync("Company", ("name", "Told"), ("kind", "prospect"));
        await using var tab = await sales.OpenAsync(browser);
        await tab.Page.GotoAsync($"c/Company/{id}/edit");
        await tab.Page.GetByLabel("Kind").SelectOptionAsync("customer");
        await tab.Button("Save").ClickAsync();

        var entry = tab.Page.Locator(".timeline > li").First;
        await Expect(entry).ToContainTextAsync("Anna Example");
        await Expect(entry.Locator("del")).ToContainTextAsync("Prospect");
        await Expect(entry).ToContainTextAsync("Customer");
        Assert.Matches("Kind: .*Prospect → .*Customer", (await entry.Locator(".changes").InnerTextAsync()).ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task What_was_done_names_the_records_the_kind_and_what_an_undo_took_back()
    {
        var name = $"Listed {Guid.NewGuid():N}"[..18];
        var id = await sales.CreateAsync("Deal", ("name", name), ("stage", "prospecting"));
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Script = false });
        await tab.Page.GotoAsync($"c/Deal/{id}");
        await tab.Button("Engaging").ClickAsync();
        await tab.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await tab.Page.GotoAsync("acts");

        var undo = tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).First;
        await Expect(undo).ToContainTextAsync("Undo Stage move");
        await Expect(undo.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name })).ToHaveCountAsync(3);
    }

    private async Task UpdateAsync(long id, params (string Field, object? Value)[] values)
    {
        var host = await sales.HostAsync();
        await host.InTenantAsync(s => s.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet
            {
                Actor = Actor.System,
                Act = new ActInfo("system"),
                Changes = [new UpdateChange("Company", id, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase))],
            },
            CancellationToken.None));
    }

    private static async Task<(HttpStatusCode Status, string? Location)> SendAsync(HttpClient client, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(new Uri("c/Company/new", UriKind.Relative), form, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.Location?.ToString());
    }

    private static ContentQuery Named(string type, string name) => new()
    {
        Type = type,
        Columns = ["name"],
        Where = new FieldCondition("name", FilterOperator.Equal, System.Text.Json.JsonSerializer.SerializeToElement(name)),
    };
}
