using CrmPlatform.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>One Chromium for all tests, started when the first asks for it.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>The shell alone, where it is there: the whole browser draws a window of its own around each page that is opened.</summary>
    private static readonly string[] _executables = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>Skips the test where there is no Chromium.</summary>
    public async Task<IBrowser> GetAsync()
    {
        Assert.SkipUnless(_executables.Any(File.Exists), "There is no Chromium.");
        return (await _started.Value).Browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (playwright, browser) = await _started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = _executables.First(File.Exists), Args = _arguments });
        return (playwright, browser);
    }
}
