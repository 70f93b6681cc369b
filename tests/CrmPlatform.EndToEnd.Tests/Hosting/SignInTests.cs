using System.Net;
using CrmPlatform.Data.Identity;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>Signing in and out.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(recipe: null);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(TestHost.Email, "wrong password")]
    [InlineData("nobody@example.com", TestHost.Password)]
    [InlineData("", "")]
    public async Task A_refusal_does_not_tell_whether_the_account_exists(string email, string password)
    {
        using var client = _host.Anonymous();
        using var answer = await TestHost.PostSignInAsync(client, email, password);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/sign-in?error=sign-in.failed&returnUrl=%2F", answer.Headers.Location!.OriginalString);
        Assert.DoesNotContain(answer.Headers, h => h.Key == "Set-Cookie" && h.Value.Any(v => v.StartsWith("crm.account", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_account_is_locked_after_five_wrong_passwords_and_says_nothing_else()
    {
        using var client = _host.Anonymous();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await TestHost.PostSignInAsync(client, TestHost.Email, "wrong password");
        }

        using var right = await TestHost.PostSignInAsync(client, TestHost.Email, TestHost.Password);
        Assert.Contains("error=sign-in.failed", right.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_are_held_off()
    {
        using var client = _host.Anonymous();
        HttpStatusCode status;
        var tries = 0;
        do
        {
            using var answer = await TestHost.PostSignInAsync(client, $"guess{tries}@example.com", "wrong password");
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.Found && ++tries < 30);
        Assert.Equal((HttpStatusCode.TooManyRequests, 20), (status, tries));
    }

    [Fact]
    public async Task An_office_behind_one_address_may_sign_in_all_at_once()
    {
        using var client = _host.Anonymous();
        for (var i = 0; i < 22; i++)
        {
            using var answer = await TestHost.PostSignInAsync(client, TestHost.Email, TestHost.Password);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/c/Company?x=1", "/c/Company?x=1")]
    [InlineData("https://evil.example.com/", "/")]
    [InlineData("//evil.example.com/", "/")]
    [InlineData("/\\evil.example.com/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task After_sign_in_one_returns_within_the_tenant_only(string asked, string expected)
    {
        using var client = _host.Anonymous();
        using var answer = await TestHost.PostSignInAsync(client, TestHost.Email, TestHost.Password, asked);
        Assert.Equal(expected, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var client = _host.Anonymous();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = TestHost.Email, ["password"] = TestHost.Password });
        using var answer = await client.PostAsync(new Uri("sign-in", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_changed_password_ends_what_was_signed_in_before()
    {
        using var client = await _host.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("openapi/v1.json")).Status);
        await _host.InTenantAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<Account>>();
            var account = await users.FindByEmailAsync(TestHost.Email);
            var result = await users.ChangePasswordAsync(account!, TestHost.Password, "another long password");
            services.GetRequiredService<AccountCache>().Forget();
            return result.Succeeded;
        });
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.FetchAsync("openapi/v1.json")).Status);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        using var client = _host.Anonymous();
        using var answer = await TestHost.PostSignInAsync(client, TestHost.Email, TestHost.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.account.default=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }
}
