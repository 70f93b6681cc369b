using System.Net;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Identity;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Api;

/// <summary>Who may do what, and that tenants never meet.</summary>
public sealed class AccessTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private readonly TestHost _host = tenants.Host;

    [Fact]
    public async Task Without_a_key_the_API_tells_nothing()
    {
        using var anonymous = _host.Anonymous();
        foreach (var path in new[] { "api/content/Company", "api/content/Company/1", "openapi/v1.json" })
        {
            var (status, problem, _) = await anonymous.FetchAsync(path);
            Assert.Equal((HttpStatusCode.Unauthorized, "access.sign-in-needed"), (status, problem.Id()));
        }

        anonymous.DefaultRequestHeaders.Add("Authorization", "Bearer crm_0123456789");
        var bad = await anonymous.FetchAsync("api/content/Company");
        Assert.Equal((HttpStatusCode.Unauthorized, "access.bad-key"), (bad.Status, bad.Json.Id()));
    }

    [Fact]
    public async Task A_key_of_one_tenant_opens_no_other()
    {
        var key = await _host.CreateKeyAsync();
        using var client = new HttpClient { BaseAddress = _host.RootOf("beta") };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.FetchAsync("api/content/Company")).Status);

        using var own = new HttpClient { BaseAddress = _host.Address };
        own.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        Assert.Equal(HttpStatusCode.OK, (await own.FetchAsync("api/content/Company")).Status);
    }

    [Fact]
    public async Task A_cookie_of_one_tenant_opens_no_other_even_when_it_is_carried_over()
    {
        using var signedIn = await _host.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await signedIn.FetchAsync("api/content/Company")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await signedIn.FetchAsync("t/beta/api/content/Company")).Status);

        // Both tenants have the same account with the same number; only the keys differ.
        var cookie = await SignInCookieAsync("default");
        using var forged = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _host.RootOf("beta") };
        forged.DefaultRequestHeaders.Add("Cookie", cookie.Replace(".default=", ".beta=", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await forged.FetchAsync("api/content/Company")).Status);

        using var own = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _host.Address };
        own.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await own.FetchAsync("api/content/Company")).Status);
    }

    [Fact]
    public async Task A_form_token_of_one_tenant_is_refused_by_another()
    {
        using var client = _host.Anonymous("beta");
        var atHome = await TestHost.PostSignInAsync(client, TestHost.Email, TestHost.Password);
        Assert.Equal("/t/beta/", atHome.Headers.Location!.OriginalString);

        using var mixed = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _host.Address };
        using var page = await mixed.GetAsync(new Uri("sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = FormToken.In(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cookie = page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.form", StringComparison.Ordinal)).Split(';')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.RootOf("beta"), "sign-in"));
        request.Headers.Add("Cookie", cookie.Replace(".default=", ".beta=", StringComparison.Ordinal));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token,
            ["email"] = TestHost.Email,
            ["password"] = TestHost.Password,
        });
        using var answer = await mixed.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("access.form-expired", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_one_tenant_are_absent_from_another()
    {
        using var one = await _host.WithKeyAsync();
        using var other = await _host.WithKeyAsync("beta");
        var id = await one.CreateAsync("Company", """{"name":"Only here"}""");
        Assert.Equal(HttpStatusCode.NotFound, (await other.FetchAsync($"api/content/Company/{id}")).Status);
        var (_, page, _) = await other.PostAsync("api/query", """{"type":"Company","where":{"field":"name","value":"Only here"}}""");
        Assert.Empty(page.GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task A_write_by_cookie_must_come_from_our_pages()
    {
        using var signedIn = await _host.SignInAsync();
        var refused = await signedIn.PostAsync("api/content/Company", """{"name":"x"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "access.form-expired"), (refused.Status, refused.Json.Id()));

        // Reading by cookie is free, also by POST.
        Assert.Equal(HttpStatusCode.OK, (await signedIn.PostAsync("api/query", """{"type":"Company"}""")).Status);
    }

    [Fact]
    public async Task A_member_may_work_but_nobody_without_a_role_may_look()
    {
        await _host.CreateAccountAsync("max@example.com", KnownRoles.Member);
        using var member = await _host.WithKeyAsync(email: "max@example.com");
        var id = await member.CreateAsync("Company", """{"name":"Acme"}""");
        Assert.Equal(HttpStatusCode.NoContent, (await member.CallAsync(HttpMethod.Delete, $"api/content/Company/{id}")).Status);

        await _host.CreateAccountAsync("nobody@example.com", "Nothing");
        using var nobody = await _host.WithKeyAsync(email: "nobody@example.com");
        var (status, problem, _) = await nobody.FetchAsync("api/content/Company");
        Assert.Equal((HttpStatusCode.Forbidden, "access.forbidden"), (status, problem.Id()));
        Assert.Contains("content.view", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tenant_is_said_plainly()
    {
        using var client = _host.Anonymous("nobody");
        var (status, problem, _) = await client.FetchAsync("api/content/Company");
        Assert.Equal((HttpStatusCode.NotFound, "tenant.unknown"), (status, problem.Id()));
    }

    [Fact]
    public async Task Errors_speak_the_language_that_was_asked_for()
    {
        using var client = await _host.WithKeyAsync();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ru,en;q=0.5");
        var (_, problem, _) = await client.FetchAsync("api/content/Nothing");
        Assert.Contains(problem.GetProperty("detail").GetString()!, c => c is >= 'а' and <= 'я');
    }

    private async Task<string> SignInCookieAsync(string tenant)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _host.RootOf(tenant) };
        using var page = await client.GetAsync(new Uri("sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = FormToken.In(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Post, "sign-in");
        request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.form", StringComparison.Ordinal)).Split(';')[0]);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token,
            ["email"] = TestHost.Email,
            ["password"] = TestHost.Password,
        });
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.account", StringComparison.Ordinal)).Split(';')[0];
    }
}

/// <summary>A host with two tenants that are set up alike: the default one and beta.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await TestHost.StartAsync();
        await Host.SetUpAsync("beta");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
