using System.Text;
using CrmPlatform.Content.Importing;
using CrmPlatform.EndToEnd.Tests.Pages;
using CrmPlatform.Events;
using CrmPlatform.Web.Hosting;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CrmPlatform.EndToEnd.Tests.Activities;

/// <summary>The bell tells of long work that has ended, and of work that nobody stayed for.</summary>
public sealed class WorkNewsTests(Browser browser, Sales sales)
{
    [Fact]
    public async Task An_import_that_nobody_watches_rings_the_bell_of_whose_it_is()
    {
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync($"w{Guid.NewGuid():N}@example.com", "Administrator");
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = account.Email });
        await tab.Page.GotoAsync("c/Company");
        var rows = Encoding.UTF8.GetBytes($"Name,Website\nLeft {Guid.NewGuid():N},https://left.example.com\n");
        var mapping = new ImportMapping { Type = "Company", Fields = new Dictionary<string, ImportColumn> { ["name"] = new() { Column = "Name" } } };

        await host.InTenantAsync(async services =>
        {
            var imports = services.GetRequiredService<IImports>();
            var actor = account.ToActor((await services.GetRequiredService<Tenants.ITenantStates>().GetAsync(CancellationToken.None)).Model);
            var import = await imports.StartAsync(actor, new MemoryStream(rows), "left.csv", mapping, dryRun: false, CancellationToken.None);
            return await imports.RunAsync(import, null, CancellationToken.None);
        });

        await Expect(tab.Notice).ToContainTextAsync("“left.csv” is done");
        await tab.Notice.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await Expect(tab.Page.Locator("#import-run")).ToContainTextAsync("Import finished");
    }

    [Fact]
    public async Task Work_that_took_long_or_was_left_is_told_and_opens_its_result()
    {
        var host = await sales.HostAsync();
        var account = await host.CreateAccountAsync($"w{Guid.NewGuid():N}@example.com", "Member");
        var now = sales.Clock.GetUtcNow();
        await TellAsync(new WorkEnded("import", 900_001, $"user:{account.Id}", "long.csv", false, now.AddSeconds(-11), now), watched: true);
        await TellAsync(new WorkEnded("bulk", 900_002, $"user:{account.Id}", "Deals: Owner", true, now.AddSeconds(-2), now), watched: false);
        await TellAsync(new WorkEnded("bulk", 900_003, $"user:{account.Id}", "Seen to its end", false, now.AddSeconds(-2), now), watched: true);
        await using var tab = await sales.OpenAsync(browser, new TabOptions { As = account.Email });

        await tab.Page.GotoAsync("notifications");

        var told = tab.Page.Locator(".notices");
        await Expect(told).ToContainTextAsync("“long.csv” is done");
        await Expect(told).ToContainTextAsync("“Deals: Owner” stopped before its end");
        await Expect(told).Not.ToContainTextAsync("Seen to its end");
    }

    private async Task TellAsync(WorkEnded ended, bool watched)
    {
        var host = await sales.HostAsync();
        await host.InTenantAsync(async services =>
        {
            if (watched)
            {
                services.GetRequiredService<WorkWatch>().Look(ended.Kind, ended.Id);
            }

            var handler = ActivatorUtilities.CreateInstance<Crm.Notifications.TellOfWork>(services);
            await handler.HandleAsync(ended, new EventContext(1, "test", 0, 1), TestContext.Current.CancellationToken);
            return 0;
        });
    }
}
