using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Fields;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The server and the mask in the browser go by the same rules of phone numbers.</summary>
public sealed class PhoneRuleTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task The_mask_learns_the_rules_of_the_server_when_a_phone_is_about_to_be_typed_and_not_before()
    {
        await using var tab = await sales.OpenAsync(browser);
        var asked = new List<string>();
        tab.Page.Request += (_, request) => asked.Add(request.Url);
        await tab.Page.GotoAsync("c/Company/new");
        Assert.DoesNotContain(asked, u => u.Contains("phones", StringComparison.Ordinal));

        var answer = await tab.Page.RunAndWaitForResponseAsync(() => tab.Page.Locator("[name=phone]").FocusAsync(), r => r.Url.Contains("phones", StringComparison.Ordinal));
        var served = JsonNode.Parse(await answer.TextAsync());
        await using var embedded = typeof(PhoneField).Assembly.GetManifestResourceStream("phone-rules.json")!;
        var known = await JsonSerializer.DeserializeAsync<JsonNode>(embedded, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(known!["countries"]!.AsObject().Count > 200);
        Assert.True(JsonNode.DeepEquals(known, served));
    }
}
