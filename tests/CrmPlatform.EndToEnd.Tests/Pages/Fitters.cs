using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Pages;
using CrmPlatform.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Fitters))]

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>One host with the recipe windows-installation in Russian, with its samples: long words and six stages.</summary>
public sealed class Fitters : IAsyncDisposable
{
    private readonly Lazy<Task<TestHost>> _host = new(StartAsync);

    public Task<TestHost> HostAsync() => _host.Value;

    public async Task<Tab> OpenAsync(Browser browser, int width, string language)
    {
        var host = await HostAsync();
        var context = await (await browser.GetAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = host.Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 844 },
            Locale = language,
        });
        await context.AddCookiesAsync([new Cookie { Name = "crm.culture", Value = language, Url = host.Address.ToString() }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync("sign-in");
        await page.Locator("input[name=email]").FillAsync(TestHost.Email);
        await page.Locator("input[name=password]").FillAsync(TestHost.Password);
        await page.Locator("form.card button").ClickAsync();
        await page.Locator("nav.rail").WaitForAsync();
        return new Tab(context, page);
    }

    /// <summary>The oldest record of a type.</summary>
    public async Task<long> FirstAsync(string type)
    {
        var host = await HostAsync();
        var query = new ContentQuery { Type = type, Columns = ["name"], Sort = [SystemFields.CreatedAt], Limit = 1 };
        var page = await host.InTenantAsync(s => s.GetRequiredService<IContentReader>().QueryAsync(Actor.System, query, CancellationToken.None));
        return page.Rows[0].Id;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
        {
            await (await _host.Value).DisposeAsync();
        }
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartEmptyAsync();
        await host.SetUpAsync(recipe: "windows-installation", withSamples: true, language: "ru");
        return host;
    }
}
