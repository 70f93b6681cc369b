using System.Diagnostics;
using System.Globalization;
using CrmPlatform.Host;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Setup;

namespace CrmPlatform.Bench;

/// <summary>What a tenant costs that nobody uses: heap, and the CPU of its first request.</summary>
internal static class IdleTenants
{
    public static async Task RunAsync(string data, int count)
    {
        await CreateAsync(data, count);
        var app = WebServer.Build(data, "http://127.0.0.1:0", BuiltInModules.All);
        await using var running = app;
        await app.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (var i = 0; i < 20; i++)
        {
            await FirstPageAsync(client, i);
        }

        var heap = Heap();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 20; i < count; i++)
        {
            await FirstPageAsync(client, i);
        }

        var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var grown = Heap() - heap;
        Measure.Print(new
        {
            name = "idle tenant",
            tenants = count,
            KiBOfHeap = Math.Round(grown / 1024.0 / (count - 20), 2),
            atMostKiB = 20,
            firstRequestCpuMs = Math.Round(spent.TotalMilliseconds / (count - 20), 2),
            atMostMs = 20,
        });
    }

    /// <summary>One tenant is set up with the features of b2b-sales; the others are copies of its file, as after a restore.</summary>
    private static async Task CreateAsync(string data, int count)
    {
        await WithHostAsync(data, SetUpFirstAsync);

        // The file is whole only when its host has closed it.
        for (var i = 1; i < count; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(data, "tenants", NameOf(i))).FullName;
            File.Copy(Path.Combine(data, "tenants", NameOf(0), "crm.db"), Path.Combine(folder, "crm.db"));
        }

        await WithHostAsync(data, async (_, store) =>
        {
            for (var i = 1; i < count; i++)
            {
                await store.CreateAsync(new Tenant(NameOf(i), null, DatabaseKind.Sqlite, null, null, TenantStatus.Running), CancellationToken.None);
            }
        });
    }

    private static async Task WithHostAsync(string data, Func<WebApplication, ITenantStore, Task> work)
    {
        var app = WebServer.Build(data, "http://127.0.0.1:0", BuiltInModules.All);
        await using var running = app;
        await app.StartAsync(CancellationToken.None);
        await work(app, app.Services.GetRequiredService<ITenantStore>());
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task SetUpFirstAsync(WebApplication app, ITenantStore store)
    {
        var first = new Tenant(NameOf(0), null, DatabaseKind.Sqlite, null, null, TenantStatus.Created);
        await store.CreateAsync(first, CancellationToken.None);
        using var entered = app.Services.GetRequiredService<ITenantAccessor>().Enter(first);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISetup>().RunAsync(
            first,
            new SetupRequest { Recipe = "b2b-sales", Email = "bench@example.com", Password = "Bench-pass-2026!" },
            CancellationToken.None);
    }

    private static async Task FirstPageAsync(HttpClient client, int tenant)
    {
        using var page = await client.GetAsync(new Uri($"/t/{NameOf(tenant)}/sign-in", UriKind.Relative));
        page.EnsureSuccessStatusCode();
    }

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static string NameOf(int tenant) => "bench" + tenant.ToString("D4", CultureInfo.InvariantCulture);
}
