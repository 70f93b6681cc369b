using System.Net;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Modules;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Setup;
using CrmPlatform.Web.Tenants;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>What the host does around the pages: health, headers, set-up, languages, closed tenants.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartEmptyAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Health_answers_before_anything_is_set_up()
    {
        using var client = _host.Anonymous();
        Assert.Equal("live", (await client.FetchAsync("health/live")).Json.GetProperty("status").GetString());
        Assert.Equal("ready", (await client.FetchAsync("health/ready")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_does_not_care_who_asks()
    {
        await _host.SetUpAsync(recipe: null);
        using var withKey = await _host.WithKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await withKey.FetchAsync("health/ready")).Status);
        using var signedIn = await _host.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await signedIn.FetchAsync("health/ready")).Status);
    }

    [Fact]
    public async Task People_are_sent_to_the_set_up_and_programs_are_told()
    {
        using var client = _host.Anonymous();
        using var page = await client.GetAsync(new Uri("", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Found, "/setup"), (page.StatusCode, page.Headers.Location!.OriginalString));
        var (status, problem, _) = await client.FetchAsync("api/content/Company");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "tenant.not-set-up"), (status, problem.Id()));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Host", "crm.example.com")]
    public async Task Set_up_is_closed_to_whoever_comes_from_elsewhere_without_the_token(string header, string value)
    {
        using var client = _host.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var closed = await client.GetAsync(new Uri("setup", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);

        var token = _host.Services.GetRequiredService<SetupAccess>().Token;
        using var open = await client.GetAsync(new Uri($"setup?token={token}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        await _host.SetUpAsync(recipe: null);
        Assert.NotEqual(token, _host.Services.GetRequiredService<SetupAccess>().Token);
    }

    [Theory]
    [InlineData("no address", TestHost.Password, "en", "setup.bad-email")]
    [InlineData("anna@example.com", "short", "en", "setup.bad-password")]
    [InlineData("anna@example.com", TestHost.Password, "xx", "setup.bad-language")]
    public async Task Set_up_refuses_what_is_wrong_before_it_makes_anything(string email, string password, string language, string id)
    {
        var request = new SetupRequest { Email = email, Password = password, Language = language };
        var error = await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => RunSetupAsync(request));
        Assert.Equal(id, error.Id);
        Assert.False(Directory.Exists(Path.Combine(_host.DataDirectory, "tenants")));
    }

    [Fact]
    public async Task A_PostgreSQL_that_does_not_answer_is_told_apart_from_a_missing_connection()
    {
        var request = new SetupRequest { Email = TestHost.Email, Password = TestHost.Password, Database = DatabaseKind.Postgres };
        Assert.Equal("setup.no-connection", (await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => RunSetupAsync(request))).Id);
        var wrong = request with { Connection = "Host=127.0.0.1;Port=9;Database=x;Username=x" };
        Assert.Equal("setup.cannot-connect", (await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => RunSetupAsync(wrong))).Id);
        var garbled = request with { Connection = "no=such=key" };
        Assert.Equal("setup.cannot-connect", (await Assert.ThrowsAsync<CrmPlatform.Errors.UserError>(() => RunSetupAsync(garbled))).Id);
    }

    [Fact]
    public async Task Every_answer_carries_the_strict_policy()
    {
        using var client = _host.Anonymous();
        foreach (var path in new[] { "health/live", "setup", "api/nowhere", "t/nobody/" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_closed_tenant_says_why_and_the_others_go_on()
    {
        await _host.SetUpAsync(recipe: null);
        var other = await _host.SetUpAsync("beta", recipe: null);
        await _host.Services.GetRequiredService<ITenantStore>().UpdateAsync(other with { State = TenantStatus.Closed, Reason = "step 3 failed" }, TestContext.Current.CancellationToken);
        _host.Services.GetRequiredService<TenantDirectory>().Refresh();
        using var beta = _host.Anonymous("beta");
        var (status, problem, _) = await beta.FetchAsync("api/content/Employee");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "tenant.closed"), (status, problem.Id()));
        Assert.Contains("step 3 failed", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var client = await _host.WithKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("openapi/v1.json")).Status);
    }

    [Fact]
    public async Task A_tenant_with_a_host_name_answers_there_and_nowhere_else()
    {
        await _host.SetUpAsync(recipe: null);
        var beta = await _host.SetUpAsync("beta", recipe: null);
        await _host.Services.GetRequiredService<ITenantStore>().UpdateAsync(beta with { HostName = "beta.example.com" }, TestContext.Current.CancellationToken);
        _host.Services.GetRequiredService<TenantDirectory>().Refresh();
        using var byPrefix = _host.Anonymous("beta");
        Assert.Equal("tenant.unknown", (await byPrefix.FetchAsync("api/x")).Json.Id());

        var key = await _host.CreateKeyAsync("beta");
        using var byName = new HttpClient { BaseAddress = _host.Address };
        byName.DefaultRequestHeaders.Host = "beta.example.com";
        byName.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        Assert.Equal(HttpStatusCode.OK, (await byName.FetchAsync("openapi/v1.json")).Status);
        byName.DefaultRequestHeaders.Host = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await byName.FetchAsync("openapi/v1.json")).Status);
    }

    [Fact]
    public async Task Keys_of_tenants_lie_encrypted_and_survive_a_restart()
    {
        await _host.SetUpAsync(recipe: null);
        var secret = await _host.InTenantAsync(services => Task.FromResult(services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret")));
        var ring = Assert.Single(Directory.GetFiles(Path.Combine(_host.DataDirectory, "tenants", "default", "keys"), "key-*.xml"));
        var xml = await File.ReadAllTextAsync(ring, TestContext.Current.CancellationToken);
        Assert.Contains("masterKeyEncrypted", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey ", xml, StringComparison.Ordinal);
        await _host.RestartAsync();
        Assert.Equal("secret", await _host.InTenantAsync(services => Task.FromResult(services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret))));
    }

    [Fact]
    public void An_endpoint_that_does_not_say_who_may_call_it_stops_the_start()
    {
        var app = WebApplication.CreateBuilder().Build();
        app.MapGet("/open", () => "").AllowAnonymous();
        app.MapGet("/right", () => "").RequireRight("x.y");
        EndpointRightsCheck.Run(((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints));
        app.MapGet("/silent", () => "");
        var error = Assert.Throws<InvalidOperationException>(() => EndpointRightsCheck.Run(((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints)));
        Assert.Contains("/silent", error.Message, StringComparison.Ordinal);
    }

    private Task<Tenant> RunSetupAsync(SetupRequest request) => _host.InTenantAsync(async services =>
        await services.GetRequiredService<ISetup>().RunAsync(services.GetRequiredService<ITenantAccessor>().Current, request, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_host_that_stops_waits_for_the_work_that_requests_began()
    {
        var host = await TestHost.StartAsync(recipe: null);
        var begun = new TaskCompletionSource();
        var saved = false;
        var work = await host.InTenantAsync(services => Task.FromResult(services.GetRequiredService<TenantWork>().Start("test", async (own, stopping) =>
        {
            begun.SetResult();
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stopping.Register(told.SetResult);
            await told.Task;
            for (var i = 0; i < 50; i++)
            {
                // Still has its tenant's database, as the last slice of an import needs it.
                saved = await own.GetRequiredService<ITenantStates>().GetAsync(CancellationToken.None) is not null;
            }
        })));
        await begun.Task;

        await host.DisposeAsync();

        Assert.True(work.IsCompletedSuccessfully && saved);
        Assert.False(Directory.Exists(host.DataDirectory));
    }
}
