using System.Globalization;
using System.Net;
using CrmPlatform.EndToEnd.Tests.Support;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>What a member is not offered, and is refused when they ask for it all the same.</summary>
public sealed class RightsTests
{
    [Fact]
    public async Task A_member_changes_no_colleague_hands_over_nothing_and_is_offered_neither()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        var colleague = await host.InTenantAsync(s => Sales.CreateAsync(s, "Employee", ("name", "Vera Lind")));
        var deal = await host.InTenantAsync(s => Sales.CreateAsync(s, "Deal", ("name", "Bay window")));
        await host.CreateAccountAsync("member@example.com", "Member");
        using var member = await host.SignInAsync("member@example.com");
        var path = $"c/Employee/{colleague.ToString(CultureInfo.InvariantCulture)}";

        var page = await TextAsync(member, path);
        Assert.Contains("Vera Lind", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/{path}/edit", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/{path}/delete", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/{path}/handover", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/c/Employee/new", await TextAsync(member, "c/Employee"), StringComparison.Ordinal);
        foreach (var refused in new[] { $"{path}/edit", $"{path}/handover", $"{path}/cell/name", "c/Employee/new", "c/Team/new" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync(new Uri(refused, UriKind.Relative), CancellationToken.None)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(member, $"{path}/delete", "c/Deal/new")).StatusCode);
        Assert.Contains($"/c/Deal/{deal.ToString(CultureInfo.InvariantCulture)}/edit", await TextAsync(member, $"c/Deal/{deal.ToString(CultureInfo.InvariantCulture)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_did_is_not_offered_to_be_undone()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        await host.InTenantAsync(s => Sales.CreateAsync(s, "Deal", ("name", "Bay window")));
        await host.CreateAccountAsync("member@example.com", "Member");
        using var member = await host.SignInAsync("member@example.com");
        using var administrator = await host.SignInAsync();

        Assert.Matches("/acts/[0-9]+/undo", await TextAsync(administrator, "acts"));
        Assert.DoesNotMatch("/acts/[0-9]+/undo", await TextAsync(member, "acts"));
    }

    [Theory]
    [InlineData("en", "admin/accounts", "You may not manage accounts.", "To get the right, ask Anna Example.")]
    [InlineData("ru", "admin/rates", "Вам нельзя вводить курсы валют.", "Открыть доступ может: Anna Example.")]
    public async Task A_refusal_says_in_words_what_one_may_not_do_and_whom_to_ask_and_tells_programs_the_right(string language, string path, string said, string ask)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAccountAsync("member@example.com", "Member");
        using var member = await host.SignInAsync("member@example.com");
        member.DefaultRequestHeaders.Add("Accept-Language", language);
        member.DefaultRequestHeaders.Add("Accept", "text/html");
        using var refused = await member.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains(ask, page, StringComparison.Ordinal);
        Assert.DoesNotContain(".manage", page, StringComparison.Ordinal);

        member.DefaultRequestHeaders.Remove("Accept");
        member.DefaultRequestHeaders.Add("Accept", "application/json");
        using var told = await member.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(".manage", await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpClient client, string page)
    {
        var answer = await client.GetAsync(new Uri(page, UriKind.Relative), CancellationToken.None);
        Assert.True(answer.IsSuccessStatusCode, $"{page}: {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(CancellationToken.None));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string formPage)
    {
        var token = FormToken.In(await client.GetStringAsync(new Uri(formPage, UriKind.Relative), CancellationToken.None));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        return await client.PostAsync(new Uri(path, UriKind.Relative), form, CancellationToken.None);
    }
}
