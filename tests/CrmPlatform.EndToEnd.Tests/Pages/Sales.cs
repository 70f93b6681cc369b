using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.EndToEnd.Tests.Pages;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Recipes;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Sales))]

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>One host with the recipe b2b-sales and a few records, shared by the tests of the screens; each makes records of its own.</summary>
public sealed class Sales : IAsyncDisposable
{
    private readonly Lazy<Task<TestHost>> _host;
    private string? _signedIn;

    public Sales() => _host = new(StartAsync);

    /// <summary>The same ways to look at a host of a test's own.</summary>
    internal static Sales Of(TestHost host) => new(host);

    private Sales(TestHost host) => _host = new(Task.FromResult(host));

    public Task<TestHost> HostAsync() => _host.Value;

    /// <summary>The host's clock. It began at noon: no test of a day's work sees midnight pass.</summary>
    public TimeProvider Clock { get; } = new NoonClock();

    /// <summary>Today for the host, whose zone is UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    /// <summary>A page in a browser of its own: signed in unless told otherwise.</summary>
    public async Task<Tab> OpenAsync(Browser browser, TabOptions? options = null)
    {
        options ??= new TabOptions();
        var host = await HostAsync();
        var chromium = await browser.GetAsync();
        if (options.SignedIn && options.As is null)
        {
            _signedIn ??= await SignInAsync(chromium, host, TestHost.Email);
        }

        var state = !options.SignedIn ? null : options.As is null ? _signedIn : await SignInAsync(chromium, host, options.As);

        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = host.Address.ToString(),
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Width < 500 ? 844 : 900 },
            ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = options.Script,
            StorageState = state,
            Locale = options.Language,
        });
        if (options.Language != "en-US")
        {
            await context.AddCookiesAsync([new Cookie { Name = "crm.culture", Value = options.Language, Url = host.Address.ToString() }]);
        }

        return new Tab(context, await context.NewPageAsync());
    }

    /// <summary>Creates a record as the platform itself; fields as values of the gate.</summary>
    public async Task<long> CreateAsync(string type, params (string Field, object? Value)[] values)
    {
        var host = await HostAsync();
        return await host.InTenantAsync(services => CreateAsync(services, type, values));
    }

    public async Task<ContentRecord> FindAsync(string type, long id)
    {
        var host = await HostAsync();
        return (await host.InTenantAsync(s => s.GetRequiredService<IContentReader>().FindAsync(Actor.System, type, id, CancellationToken.None)))!;
    }

    public async Task<IReadOnlyList<QueryRowOf>> QueryAsync(Content.Queries.ContentQuery query)
    {
        var host = await HostAsync();
        var page = await host.InTenantAsync(s => s.GetRequiredService<IContentReader>().QueryAsync(Actor.System, query, CancellationToken.None));
        return [.. page.Rows.Select(r => new QueryRowOf(r.Id, r.Values))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
        {
            await (await _host.Value).DisposeAsync();
        }
    }

    internal static async Task<long> CreateAsync(IServiceProvider services, string type, params (string Field, object? Value)[] values)
    {
        var result = await services.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet
            {
                Actor = Actor.System,
                Act = new ActInfo("system"),
                Changes = [new CreateChange(type, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase))],
            },
            CancellationToken.None);
        return result.Results[0].Record.Id;
    }

    private async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(configure: builder => builder.Services.AddSingleton(Clock));
        await host.InTenantAsync(AddSamplesAsync);
        await host.InTenantAsync(async services =>
        {
            var owner = await CreateAsync(services, "Employee", ("name", "Vera Lind"), ("position", "Sales manager"));
            for (var i = 0; i < 60; i++)
            {
                var company = await CreateAsync(services, "Company", ("name", $"Company {i:00}"), ("kind", i % 2 == 0 ? "customer" : "prospect"), ("owner", owner));
                await CreateAsync(
                    services,
                    "Deal",
                    ("name", $"Deal {i:00}"),
                    ("company", company),
                    ("amount", new Money(1000m + (i * 100), "USD")),
                    ("owner", owner),
                    ("stage", i % 3 == 0 ? "engaging" : "prospecting"));
            }

            return owner;
        });
        return host;
    }

    /// <summary>A few of the recipe's samples: the tests count on few.</summary>
    private static async Task<int> AddSamplesAsync(IServiceProvider services)
    {
        string[] some =
        [
            "team.sales", "employee.vera", "employee.tom", "company.harbour", "company.pine", "contact.elif", "contact.james",
            "product.tracker", "deal.trackers", "deal.pilot",
        ];
        var recipe = await services.GetRequiredService<IRecipes>().ReadAsync("b2b-sales", CancellationToken.None);
        var records = recipe.Records.Where(r => some.Contains(r.Key["sample.".Length..], StringComparer.Ordinal)).ToList();
        return await services.GetRequiredService<IRecipeRecords>().ApplyAsync(Actor.System, recipe.Manifest.Id, records, CancellationToken.None);
    }

    private static async Task<string> SignInAsync(IBrowser chromium, TestHost host, string email)
    {
        await using var context = await chromium.NewContextAsync(new BrowserNewContextOptions { BaseURL = host.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(TestHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        return await context.StorageStateAsync();
    }
}

public sealed record QueryRowOf(long Id, IReadOnlyList<object?> Values);

public sealed record TabOptions
{
    public int Width { get; init; } = 1440;
    public bool Dark { get; init; }
    public bool Script { get; init; } = true;
    public bool SignedIn { get; init; } = true;

    /// <summary>E-mail of who signs in, where it is not the administrator.</summary>
    public string? As { get; init; }
    public string Language { get; init; } = "en-US";
}

/// <summary>A page and what its console complained about.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            // Chromium logs the status of answers that are meant to refuse.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("http://127.0.0.1", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                Strangers.Add(request.Url);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) =>
        {
            Complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors in the console (a breach of the policy is one), uncaught exceptions, dialogs.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Requests that left the host.</summary>
    public List<string> Strangers { get; } = [];

    /// <summary>The h1.</summary>
    public ILocator Title => Page.Locator("h1");

    /// <summary>What the last request had to say; not what arrived meanwhile from others.</summary>
    public ILocator Toast => Page.Locator("#toasts .toast:not(.notice)");

    /// <summary>What arrived of its own accord.</summary>
    public ILocator Notice => Page.Locator("#toasts .toast.notice");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

/// <summary>The system's clock, put forward or back so that it shows noon of today in UTC when it is made.</summary>
internal sealed class NoonClock : TimeProvider
{
    private readonly TimeSpan _ahead;

    public NoonClock()
    {
        var now = System.GetUtcNow();
        _ahead = new DateTimeOffset(now.UtcDateTime.Date.AddHours(12), TimeSpan.Zero) - now;
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
